import NIOCore

/// A deadline that moves, kept by a connection's event loop.
///
/// One timer serves for all deadlines that are set while it runs, because a timer for each of them
/// costs more than the reading and writing that it watches.
final class ConnectionTimer {
    /// When time is over; nil while nothing is waited for.
    var deadline: NIODeadline?
    private var timer: Scheduled<Void>?

    /// Calls back once a deadline has passed, however often it is moved until then.
    func start(on loop: any EventLoop, _ whenOver: @escaping () -> Void) {
        guard timer == nil, let deadline else { return }
        timer = loop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            guard let deadline = self.deadline else { return }
            guard deadline <= loop.now else { return self.start(on: loop, whenOver) }
            self.deadline = nil
            whenOver()
        }
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }
}
