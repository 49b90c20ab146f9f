import LicenseRegistry

/// A job that dates what it does, and rests while nobody knows what time it is.
struct DatedJob: PeriodicService {
    let job: any PeriodicService
    let clock: ServiceClock

    var interval: Duration { job.interval }

    func round() async {
        guard !clock.isInDoubt else { return }
        await job.round()
    }

    func end() async { await job.end() }
}
