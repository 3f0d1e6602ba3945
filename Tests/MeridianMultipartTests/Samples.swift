import Meridian
import NIOCore

@testable import MeridianMultipart

/// What a parser tells, content put together.
struct Told: Equatable {
    struct Part: Equatable {
        var name: String
        var filename: String?
        var content: [UInt8] = []
        var isComplete = false
    }

    var parts: [Part] = []
    var hasEnded = false
    var problem: Problem?

    /// - Parameters:
    ///   - body: What is parsed.
    ///   - cuts: Where the body is cut into pieces.
    init(_ body: [UInt8], cuts: [Int] = [], boundary: String = "B", limits: MultipartLimits = MultipartLimits()) {
        var parser = MultipartParser(boundary: boundary, limits: limits)
        do throws(Problem) {
            var start = 0
            for cut in cuts.sorted() + [body.count] {
                try parser.append(ByteBuffer(bytes: body[start..<cut]))
                start = cut
                while let event = try parser.next() { note(event) }
            }
            try parser.finish()
        } catch {
            problem = error
        }
    }

    private mutating func note(_ event: MultipartParser.Event) {
        switch event {
        case .part(let head): parts.append(Part(name: head.name, filename: head.filename))
        case .content(let bytes): parts[parts.count - 1].content += Array(bytes.readableBytesView)
        case .partEnd: parts[parts.count - 1].isComplete = true
        case .end: hasEnded = true
        }
    }
}

/// A form as a browser writes it.
func form(_ parts: [(header: String, content: String)], boundary: String = "B") -> String {
    parts.map { "--\(boundary)\r\n\($0.header)\r\n\r\n\($0.content)\r\n" }.joined() + "--\(boundary)--\r\n"
}

func field(_ name: String, _ value: String) -> (header: String, content: String) {
    ("Content-Disposition: form-data; name=\"\(name)\"", value)
}

func file(_ name: String, _ filename: String, _ content: String) -> (header: String, content: String) {
    (
        "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(filename)\"\r\nContent-Type: text/plain",
        content
    )
}
