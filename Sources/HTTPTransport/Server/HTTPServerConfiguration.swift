public import NIOCore

/// How an ``HTTPServer`` listens, what it accepts and how long it waits.
public struct HTTPServerConfiguration: Sendable {
    /// Where to listen.
    public var address: ListenAddress
    /// The most bytes of a request target; beyond it the answer is 414. Default 8 KiB.
    public var maxTargetSize = 8 * 1024
    /// The most bytes of request line and fields together; beyond it the answer is 431. Default 32 KiB, at most 65,535.
    public var maxHeadSize = 32 * 1024
    /// The most fields of a request; beyond it the answer is 431. Default 100.
    public var maxFields = 100
    /// The most bytes of a request body; beyond it the answer is 413. Default `nil`: handlers set their own limits.
    public var maxBodySize: Int?
    /// The longest a request head may take from its first byte; then the answer is 408. Default 10 s.
    /// Times are checked every half second.
    public var headTimeout = TimeAmount.seconds(10)
    /// The longest a request body may pause while the server is ready for more; then the answer is 408. Default 60 s.
    public var bodyTimeout = TimeAmount.seconds(60)
    /// The longest a client may take no byte of its answer; then the connection is cut. Default 60 s.
    public var writeTimeout = TimeAmount.seconds(60)
    /// After this long without a request a connection is closed. Default 75 s.
    public var idleTimeout = TimeAmount.seconds(75)
    /// The most open connections; beyond it a new one is answered with 503. Default 16,384.
    public var maxConnections = 16_384
    /// Connections that the operating system holds until they are accepted. Default 1,024.
    public var backlog = 1024
    /// Bytes of a request body that a handler may leave unconsumed before the socket is read no further. Default 256 KiB.
    public var bodyWindow = 256 * 1024
    /// Bytes of a body nobody wants that are read and dropped to save the connection. Default 64 KiB.
    public var drainLimit = 64 * 1024
    /// Bytes of an answer waiting for a slow client at which ``ExchangeResponder/write(_:)`` says `false`. Default 128 KiB.
    public var writeHighWatermark = 128 * 1024
    /// Bytes waiting at which a handler that was told to wait may write again. Default 32 KiB.
    public var writeLowWatermark = 32 * 1024
    /// How late an event loop may come to its work before it stops to read and to accept for a while, since it could not
    /// even turn away what comes. Default `nil`: it goes on.
    public var secondLine: TimeAmount?
    /// Whether problem answers show the error behind an error. For development only. Default `false`.
    public var exposeErrors = false

    public init(address: ListenAddress) {
        self.address = address
    }
}
