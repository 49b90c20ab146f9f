extension Duration {
    /// The span in the largest unit that divides it, such as `30 days`.
    package var text: String {
        let seconds = components.seconds
        let (count, unit) =
            switch seconds {
            case 0: (seconds, "second")
            case _ where seconds.isMultiple(of: 86_400): (seconds / 86_400, "day")
            case _ where seconds.isMultiple(of: 3600): (seconds / 3600, "hour")
            case _ where seconds.isMultiple(of: 60): (seconds / 60, "minute")
            default: (seconds, "second")
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
