import Meridian
import NIOCore
import TestSupport
import Testing

@testable import MeridianMultipart

@Suite struct MultipartParserTests {
    @Test func fieldsAndFiles() {
        let told = Told(Array(form([field("a", "1"), file("f", "x.txt", "line\r\n--no\r\n"), field("e", "")]).utf8))
        #expect(told.problem == nil)
        #expect(told.hasEnded)
        #expect(
            told.parts == [
                .init(name: "a", filename: nil, content: Array("1".utf8), isComplete: true),
                .init(name: "f", filename: "x.txt", content: Array("line\r\n--no\r\n".utf8), isComplete: true),
                .init(name: "e", filename: nil, content: [], isComplete: true),
            ])
    }

    @Test(arguments: [
        "preamble\r\n--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--",
        "--B \t\r\nCONTENT-DISPOSITION:form-data;name=\"a\"\r\n\r\nx\r\n--B--epilogue\r\n--B\r\n",
        "--B\r\nX: y\r\nContent-Disposition: form-data; name=\"a\"; other=1\r\n\r\nx\r\n--B--\r\n",
    ])
    func whatIsAllowed(_ body: String) {
        let told = Told(Array(body.utf8))
        #expect(told.problem == nil)
        #expect(told.parts == [.init(name: "a", filename: nil, content: Array("x".utf8), isComplete: true)])
    }

    @Test func aPartMayHaveNoContentAndNoLineForIt() {
        let told = Told(Array("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--B--\r\n".utf8))
        #expect(told.problem == nil)
        #expect(told.parts == [.init(name: "a", filename: nil, content: [], isComplete: true)])
    }

    @Test(arguments: [
        ("", "does not occur"),
        ("--C--\r\n", "does not occur"),
        ("--B", "ends inside"),
        ("--B\r\n", "ends inside"),
        ("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", "ends inside of part 1"),
        ("--Bx\r\n", "something follows"),
        ("--B-x\r\n", "something follows"),
        ("--B\r\n\r\nx\r\n--B--", "part 1 has no"),
        ("--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--", "part 1 has no"),
        ("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--B--", "part 1 has no"),
        ("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--B--", "part 1 has no"),
        ("--B\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--B--", "part 1 has no"),
        ("--B\r\nContent-Disposition\r\n\r\nx\r\n--B--", "no field"),
        ("--B\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx\r\n--B--", "no field"),
        ("--B\r\nContent-Disposition: form-data; name=\"a\u{0}\"\r\n\r\nx\r\n--B--", "control character"),
    ])
    func malformed(_ body: String, _ reason: String) throws {
        let problem = try #require(Told(Array(body.utf8)).problem)
        #expect(problem.status == 400)
        #expect(problem.code == .malformedMultipart)
        #expect(problem.detail?.contains(reason) == true, "\(problem)")
    }

    @Test func theHeaderMustBeUTF8() {
        let body =
            Array("--B\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFF] + Array("\"\r\n\r\n\r\n--B--".utf8)
        #expect(Told(body).problem?.detail?.contains("UTF-8") == true)
    }

    @Test func limits() {
        let body = Array(form([field("a", "12345"), file("f", "x", "1234567"), field("b", "")]).utf8)
        func refused(_ change: (inout MultipartLimits) -> Void) -> String? {
            var limits = MultipartLimits()
            change(&limits)
            let problem = Told(body, limits: limits).problem
            #expect(problem.map { $0.status == 413 && $0.code == .multipartTooLarge } ?? true)
            return problem?.extensions["setting"].map { "\($0)" }
        }
        #expect(refused { $0.parts = 3 } == nil)
        #expect(refused { $0.parts = 2 }?.contains("maxParts") == true)
        #expect(refused { $0.fieldSize = 5 } == nil)
        #expect(refused { $0.fieldSize = 4 }?.contains("maxFieldSize") == true)
        #expect(refused { $0.fileSize = 7 } == nil)
        #expect(refused { $0.fileSize = 6 }?.contains("maxFileSize") == true)
        #expect(refused { $0.headerSize = 40 }?.contains("maxHeaderSize") == true)
        #expect(refused { $0.size = body.count } == nil)
        #expect(refused { $0.size = body.count - 1 }?.contains("maxSize") == true)
    }

    @Test func anEndlessHeaderIsRefusedBeforeItEnds() {
        var parser = MultipartParser(boundary: "B")
        let problem = Result { () throws(Problem) in
            try parser.append(ByteBuffer(string: "--B\r\nX: "))
            for _ in 0..<100 {
                try parser.append(ByteBuffer(repeating: 0x61, count: 1_000))
                while try parser.next() != nil {}
            }
        }
        #expect(throws: Problem.self) { try problem.get() }
    }

    /// However a body is cut, the same is told of it.
    @Test(arguments: 0..<16)
    func cutsMakeNoDifference(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let body = Self.randomBody(&random)
            let whole = Told(body)
            let cuts = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Int.random(in: 0...body.count, using: &random)
            }
            #expect(Told(body, cuts: cuts) == whole)
            #expect(Told(body, cuts: Array(0..<body.count)) == whole)
        }
    }

    /// What is written is read, whatever looks like a boundary in it.
    @Test(arguments: 0..<8)
    func contentComesBack(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let contents = (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.randomContent(&random) }
            var body: [UInt8] = []
            for (index, content) in contents.enumerated() {
                body +=
                    Array("--B\r\nContent-Disposition: form-data; name=\"\(index)\"\r\n\r\n".utf8) + content + [13, 10]
            }
            body += Array("--B--".utf8)
            let told = Told(body, cuts: [Int.random(in: 0...body.count, using: &random)])
            #expect(told.parts.map(\.content) == contents)
            #expect(told.problem == nil)
        }
    }

    /// Changed bytes end in parts or in a problem, never in a trap.
    @Test(arguments: 0..<8)
    func fuzzed(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var body = Self.randomBody(&random)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &random)
                case 1: body.remove(at: place)
                default: body.insert([13, 10, 45, 66].randomElement(using: &random)!, at: place)
                }
            }
            let told = Told(body, cuts: [Int.random(in: 0...body.count, using: &random)])
            #expect(told.problem?.status == 400 || told.problem == nil && told.hasEnded)
            #expect(told == Told(body))
        }
    }

    private static func randomContent(_ random: inout SeededGenerator) -> [UInt8] {
        let pieces = ["\r", "\n", "-", "--", "B", "\r\n", "\r\n-", "\r\n--", "\r\r\n", "x", "--B", "\u{0}"]
        while true {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random)!
            }.joined()
            if !("\r\n" + text + "\r\n").contains("\r\n--B") { return Array(text.utf8) }
        }
    }

    private static func randomBody(_ random: inout SeededGenerator) -> [UInt8] {
        let parts = (0..<Int.random(in: 0...4, using: &random)).map { index in
            let content = String(decoding: randomContent(&random), as: UTF8.self)
            return Bool.random(using: &random) ? field("\(index)", content) : file("\(index)", "n", content)
        }
        return Array(form(parts).utf8)
    }
}
