import Foundation
import MeridianCore
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension ControlClient {
    /// Reads an answer line by line as it comes, until it ends.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func lines(_ path: String, query: [(String, String?)]) -> AsyncThrowingStream<String, any Error> {
        var request = request("GET", path, query: query)
        // A followed log may say nothing for hours.
        request.timeoutInterval = 7 * 86_400
        return AsyncThrowingStream { continuation in
            let reader = LineReader(client: self, continuation: continuation)
            let session = URLSession(configuration: .ephemeral, delegate: reader, delegateQueue: nil)
            let task = session.dataTask(with: request)
            continuation.onTermination = { _ in
                task.cancel()
                session.invalidateAndCancel()
            }
            task.resume()
        }
    }
}

/// Takes the parts of an answer from URLSession, which calls from one queue.
private final class LineReader: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var splitter = LineSplitter()
        var status = 200
        var problem = Data()
    }

    private let client: ControlClient
    private let continuation: AsyncThrowingStream<String, any Error>.Continuation
    private let state = Mutex(State())

    init(client: ControlClient, continuation: AsyncThrowingStream<String, any Error>.Continuation) {
        self.client = client
        self.continuation = continuation
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let response = response as? HTTPURLResponse { state.withLock { $0.status = response.statusCode } }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let lines = state.withLock { state -> [String] in
            guard state.status < 300 else {
                state.problem.append(data)
                return []
            }
            var lines: [String] = []
            state.splitter.add(data) { lines.append($0) }
            return lines
        }
        for line in lines { continuation.yield(line) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (status, problem) = state.withLock { ($0.status, $0.problem) }
        if let error = error as? URLError {
            continuation.finish(throwing: client.unreachable(error))
        } else if let error {
            continuation.finish(throwing: error)
        } else if status >= 300 {
            continuation.finish(throwing: client.problem(status: status, body: problem))
        } else {
            continuation.finish()
        }
    }
}
