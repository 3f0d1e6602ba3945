import JSONCodec
public import Meridian
public import Testing

/// What a problem document should say; what is `nil` may be anything.
struct ProblemExpectation {
    var status: Int
    var code: String?
    var title: String?
    var field: String?
    var detail: String?
    var members: [String: JSONValue]

    /// The first words of each line name the member.
    func differences(_ answer: TestAnswer) -> [String] {
        var lines: [String] = []
        func compare(_ name: String, _ wanted: JSONValue?, _ found: JSONValue?) {
            guard let wanted, wanted != found else { return }
            lines.append("\(name): expected \(Self.text(wanted)), was \(found.map(Self.text) ?? "missing")")
        }
        compare("status", .integer(Int64(status)), .integer(Int64(answer.status)))
        let type = answer.fields["content-type"] ?? "none"
        if !type.hasPrefix("application/problem+json") {
            lines.append("content-type: expected application/problem+json, was \(type)")
        }
        compare("code", code.map(JSONValue.string), answer[member: "code"])
        compare("title", title.map(JSONValue.string), answer[member: "title"])
        compare("field", field.map(JSONValue.string), answer[member: "field"])
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { compare(name, value, answer[member: name]) }
        if let detail {
            let found = if case .string(let text)? = answer[member: "detail"] { text } else { "" }
            if !found.contains(detail) { lines.append("detail: expected to contain \"\(detail)\", was \"\(found)\"") }
        }
        return lines
    }

    private static func text(_ value: JSONValue) -> String {
        (try? JSON.encodeSorted(value)).map { String(buffer: $0) } ?? "\(value)"
    }
}

extension TestAnswer {
    /// Expects a problem document (`application/problem+json`); what differs is told line by line.
    ///
    /// ```swift
    /// answer.expectProblem(status: 400, code: "MER-1101", field: "size")
    /// ```
    /// - Parameters:
    ///   - code: The number, when it is one of Meridian's or of your own.
    ///   - field: The member `field`, which names the parameter or the part of the body.
    ///   - detail: A part of the detail.
    ///   - members: Further members and their values.
    /// - Returns: Whether it is as expected.
    @discardableResult
    public func expectProblem(
        status: Int, code: String? = nil, title: String? = nil, field: String? = nil, detail: String? = nil,
        members: [String: JSONValue] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) -> Bool {
        let expectation = ProblemExpectation(
            status: status, code: code, title: title, field: field, detail: detail, members: members)
        let lines = expectation.differences(self)
        guard !lines.isEmpty else { return true }
        Issue.record(
            "the answer is not the problem that was expected\n  \(lines.joined(separator: "\n  "))\n  body: \(text)",
            sourceLocation: sourceLocation)
        return false
    }
}
