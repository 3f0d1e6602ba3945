import Glibc
import NIOCore

/// One connection that sends bytes and reads whole answers, by blocking calls: as plain as a client can be.
final class RawClient: @unchecked Sendable {
    private let descriptor: CInt
    private var buffered: [UInt8] = []

    init(_ address: SocketAddress) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result = address.withSockAddr { connect(descriptor, $0, socklen_t($1)) }
        guard result == 0 else { throw IOError(errnoCode: errno, reason: "connect") }
    }

    deinit {
        close(descriptor)
    }

    struct Answer {
        var status: Int
        var fields: [String: String]
        var body: String
    }

    func get(_ target: String, host: String = "localhost", fields: String = "") throws -> Answer {
        try request("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n")
    }

    func sendOnly(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw IOError(errnoCode: errno, reason: "send")
        }
    }

    /// Ends the connection so that the peer sees it at once.
    func reset() {
        var atOnce = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    }

    /// Sends the bytes of a request and reads an answer, by its length or in chunks.
    func request(_ text: String) throws -> Answer {
        try sendOnly(text)
        var end: Int?
        while end == nil {
            end = headEnd
            if end == nil { try readMore() }
        }
        let head = String(decoding: buffered[..<(end! - 4)], as: UTF8.self)
        buffered.removeFirst(end!)
        var fields: [String: String] = [:]
        let lines = head.split(separator: "\r\n")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw IOError(errnoCode: EBADMSG, reason: "field line '\(line)'") }
            fields[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let body =
            fields["transfer-encoding"] == "chunked"
            ? try chunks() : try take(Int(fields["content-length"] ?? "0") ?? 0)
        return Answer(status: Int(lines[0].split(separator: " ")[1]) ?? 0, fields: fields, body: body)
    }

    private func take(_ length: Int) throws -> String {
        while buffered.count < length { try readMore() }
        defer { buffered.removeFirst(length) }
        return String(decoding: buffered[..<length], as: UTF8.self)
    }

    private func chunks() throws -> String {
        var body = ""
        while true {
            while !buffered.contains(UInt8(ascii: "\n")) { try readMore() }
            let line = try take(buffered.firstIndex(of: UInt8(ascii: "\n"))! + 1)
            guard let size = Int(line.prefix { $0.isHexDigit }, radix: 16) else {
                throw IOError(errnoCode: EBADMSG, reason: "chunk size '\(line)'")
            }
            body += try take(size)
            _ = try take(2)
            if size == 0 { return body }
        }
    }

    private var headEnd: Int? {
        guard buffered.count >= 4 else { return nil }
        return (4...buffered.count).first { buffered[($0 - 4)..<$0].elementsEqual("\r\n\r\n".utf8) }
    }

    /// - Returns: How many of the bytes were taken.
    func sendSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        guard count >= 0 else { throw IOError(errnoCode: errno, reason: "send") }
        return count
    }

    /// Reads an answer that ends with its connection.
    /// - Returns: The bytes of its body.
    func bodySizeUntilClose() throws -> Int {
        while headEnd == nil { try readMore() }
        var size = buffered.count - (headEnd ?? 0)
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count >= 0 else { throw IOError(errnoCode: errno, reason: "recv") }
            if count == 0 { return size }
            size += count
        }
    }

    private func readMore() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { throw IOError(errnoCode: count == 0 ? EPIPE : errno, reason: "recv") }
        buffered += chunk[..<count]
    }
}
