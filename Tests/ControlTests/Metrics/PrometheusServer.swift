import Foundation
import Testing

/// A Prometheus of Debian's, on a port that the system picked.
struct PrometheusServer {
    static let path = "/usr/bin/prometheus"
    static let tool = "/usr/bin/promtool"
    static let isInstalled = [path, tool].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }

    private struct Answer: Decodable {
        struct Content: Decodable {
            struct Sample: Decodable {
                var value: Value
            }

            var result: [Sample]
        }

        /// A time and a number as text.
        struct Value: Decodable {
            var number: Double

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try list.decode(Double.self)
                number = Double(try list.decode(String.self)) ?? .nan
            }
        }

        var data: Content
    }

    private let address: String

    /// Runs `body` with a server that is ended by its process id afterwards.
    /// - Parameter configuration: The path of `prometheus.yml`.
    static func with<Result>(
        configuration: String, storage: String, _ body: (PrometheusServer) async throws -> Result
    ) async throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [
            "--config.file=\(configuration)", "--storage.tsdb.path=\(storage)", "--web.listen-address=127.0.0.1:0",
        ]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        let server = PrometheusServer(address: try address(in: output.fileHandleForReading))
        // What it goes on to say is read, so that it never waits for a reader.
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        return try await body(server)
    }

    private static func address(in output: FileHandle) throws -> String {
        var text = ""
        while true {
            let more = output.availableData
            try #require(!more.isEmpty, "prometheus did not start: \(text)")
            text += String(decoding: more, as: UTF8.self)
            for line in text.split(separator: "\n") where line.contains("msg=\"Listening on\"") {
                if let found = line.split(separator: " ").first(where: { $0.hasPrefix("address=") }) {
                    return String(found.dropFirst("address=".count))
                }
            }
        }
    }

    /// The values that an expression has now.
    func values(_ expression: String) async throws -> [Double] {
        var components = URLComponents(string: "http://\(address)/api/v1/query")!
        components.queryItems = [URLQueryItem(name: "query", value: expression)]
        // Plus would be read as a space.
        components.percentEncodedQuery = components.percentEncodedQuery?.replacingOccurrences(of: "+", with: "%2B")
        let data = try await TestClient.send("GET", components.url!.absoluteString).body
        // It answers with an error while it starts.
        return (try? JSONDecoder().decode(Answer.self, from: data))?.data.result.map(\.value.number) ?? []
    }

    /// Asks again until the expression has the values; the test's time limit ends it.
    func wait(for expression: String, toBe wanted: [Double]) async throws {
        while try await values(expression) != wanted { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// Runs promtool.
    /// - Returns: Its status and everything that it said.
    static func check(_ arguments: String..., input: String = "") throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        let (standardInput, output) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let writer = standardInput.fileHandleForWriting
        Thread.detachNewThread {
            try? writer.write(contentsOf: Data(input.utf8))
            try? writer.close()
        }
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }
}
