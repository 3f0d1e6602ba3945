import Foundation
import Hummingbird
import Logging
import NIOPosix

/// The smallest Hummingbird app, on one event loop like its peers.
@main
struct HummingbirdHello {
    static func main() async throws {
        let port = ProcessInfo.processInfo.environment["PORT"].flatMap { Int($0) } ?? 8080
        let router = Router()
        router.get("hello") { _, _ in "Hello, World!" }
        var logger = Logger(label: "hello")
        logger.logLevel = .error
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
        try await app.runService()
    }
}
