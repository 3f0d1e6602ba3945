import AsyncHTTPClient
import MeridianCore
import NIOCore
import NIOHTTP1

extension ControlClient {
    /// Reads an answer line by line as it comes, until it ends.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func lines(_ path: String, query: [(String, String?)]) -> AsyncThrowingStream<String, any Error> {
        let request = request("GET", path, query: query)
        return AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    let response = try await Self.following.execute(request, deadline: .distantFuture)
                    guard response.status.code < 300 else {
                        throw problem(
                            status: Int(response.status.code), body: try await response.body.collect(upTo: .max))
                    }
                    var splitter = LineSplitter()
                    for try await part in response.body {
                        splitter.add(part.readableBytesView) { continuation.yield($0) }
                    }
                    continuation.finish()
                } catch let failure as CommandFailure {
                    continuation.finish(throwing: failure)
                } catch {
                    continuation.finish(throwing: unreachable(error))
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }
}
