import Meridian
package import NIOCore

extension TestClock: TimeSource {
    /// Makes the clock wait for an event loop whenever time has moved.
    func attach(_ eventLoop: any EventLoop) {
        change { state in
            if !state.eventLoops.contains(where: { $0 === eventLoop }) { state.eventLoops.append(eventLoop) }
        }
    }

    package func schedule(
        in delay: TimeAmount, isDeadline: Bool, on eventLoop: any EventLoop, _ body: @escaping @Sendable () -> Void
    ) -> @Sendable () -> Void {
        attach(eventLoop)
        let id = change { state in
            let id = state.makeID()
            let instant = state.now.advanced(by: .nanoseconds(delay.nanoseconds))
            state.add(Waiter(id: id, instant: instant, kind: .scheduled(isDeadline: isDeadline, eventLoop, body)))
            return id
        }
        return { self.change { state in _ = state.remove(id) } }
    }

    package func runBegan() { change { $0.running += 1 } }

    package func runEnded() { change { $0.running -= 1 } }
}
