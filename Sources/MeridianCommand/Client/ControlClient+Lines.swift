import AsyncHTTPClient
import MeridianCore
import NIOCore
import NIOHTTP1

extension ControlClient {
    /// Reads an answer line by line as it comes, until it ends.
    /// - Parameter type: Of the answer, when it must be that.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func lines(
        _ path: String, query: [(String, String?)], fields: [String: String] = [:], accepting type: String? = nil
    ) -> AsyncThrowingStream<String, any Error> {
        var request = request("GET", path, query: query)
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        if let type { request.headers.add(name: "accept", value: type) }
        return AsyncThrowingStream { [request] continuation in
            let reading = Task {
                do {
                    let response = try await Self.following.execute(request, deadline: .distantFuture)
                    guard response.status.code < 300 else {
                        throw problem(
                            status: Int(response.status.code), body: try await response.body.collect(upTo: .max))
                    }
                    let found = response.headers.first(name: "content-type")
                    if let type, found != type {
                        throw CommandFailure(
                            .unreadableEventStream, "\(base) answered with \(found ?? "nothing") in place of events")
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
