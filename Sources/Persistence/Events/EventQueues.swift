public import MeridianCore

/// The queues of a platform, one for each service, so that they fill, fail and are moved apart.
public protocol EventQueues: Sendable {
    /// The queue of a service; it is made when it is asked for the first time.
    func queue(of service: ServiceName) async throws -> any EventQueue

    /// Those that have a queue, by name.
    func services() async throws -> [ServiceName]

    /// Closes the queue of a service, and removes it with everything in it.
    func remove(_ service: ServiceName) async throws

    /// Closes all.
    func close() async
}
