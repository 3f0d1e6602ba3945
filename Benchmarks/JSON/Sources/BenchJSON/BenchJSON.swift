import Foundation
import JSONCodec
import NIOCore

/// `BenchJSON ROUNDS SECONDS`: every peer once a round, in alternation; prints `round peer nanoseconds`.
@main
struct BenchJSON {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap(Double.init)
        guard arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: BenchJSON ROUNDS SECONDS\n".utf8))
            exit(64)
        }
        let text = try JSON.encode(Order.sample)
        let data = Data(text.readableBytesView)
        let order = Order.sample
        let direct = try JSON.decode(Direct.Order.self, from: text)
        let encoder = JSONEncoder()
        let decoder = JSONDecoder()
        // Whether all say the same.
        let copies = [
            try JSON.decode(Order.self, from: text), try JSON.decode(Order.self, from: JSON.encode(direct)),
            try decoder.decode(Order.self, from: data),
            try JSON.decode(Order.self, from: ByteBuffer(bytes: encoder.encode(order))),
        ]
        precondition(copies.allSatisfy { $0 == order })
        print("bytes", text.readableBytes)
        let peers: [(String, () throws -> Int)] = [
            ("decode-codable", { try JSON.decode(Order.self, from: text).lines.count }),
            ("decode-direct", { try JSON.decode(Direct.Order.self, from: text).lines.count }),
            ("decode-foundation", { try decoder.decode(Order.self, from: data).lines.count }),
            ("encode-codable", { try JSON.encode(order).readableBytes }),
            ("encode-direct", { try JSON.encode(direct).readableBytes }),
            ("encode-foundation", { try encoder.encode(order).count }),
        ]
        for round in 0...Int(arguments[0]) {
            for (name, body) in peers {
                let nanoseconds = try measure(seconds: round == 0 ? min(arguments[1], 0.1) : arguments[1], body)
                // The first round warms up.
                if round > 0 { print(round, name, nanoseconds) }
            }
        }
    }

    /// - Returns: Nanoseconds of one call.
    private static func measure(seconds: Double, _ body: () throws -> Int) throws -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        var (calls, sum) = (0, 0)
        while true {
            for _ in 0..<200 { sum &+= try body() }
            calls += 200
            let elapsed = begin.duration(to: clock.now) / .seconds(1)
            guard elapsed >= seconds else { continue }
            precondition(sum > 0)
            return elapsed / Double(calls) * 1e9
        }
    }
}
