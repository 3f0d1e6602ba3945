import AsyncHTTPClient
import Meridian
import MeridianCore
import NIOCore
import NIOHTTP1

/// Hands an event on by HTTP, in the binary content mode of CloudEvents (HTTP binding §3.1).
enum EventPost {
    private static let timeout = TimeAmount.seconds(10)
    /// Bytes of an answer that nobody reads.
    private static let answerLimit = 1 << 20

    /// - Throws: ``ErrorCode/deliveryFailed`` when the receiver does not answer with a status from 200 to 299.
    static func send(_ event: CloudEvent<ByteBuffer>, to url: String) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in event.fields.pairs { request.headers.add(name: name, value: value) }
        request.body = .bytes(event.data)
        let status: Int
        do {
            let response = try await HTTPClient.outgoing.execute(request, timeout: timeout)
            status = Int(response.status.code)
            _ = try await response.body.collect(upTo: answerLimit)
        } catch {
            throw MeridianError(
                .deliveryFailed, "the destination '\(url)' can't be reached: \(error)", status: 502, cause: error)
        }
        guard (200..<300).contains(status) else {
            throw MeridianError(.deliveryFailed, "the destination '\(url)' answered \(status)", status: 502)
        }
    }
}
