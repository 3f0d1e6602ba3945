import FoundationEssentials
import Meridian
import Testing

@testable import MeridianTesting

@Suite(.timeLimit(.minutes(1)))
struct ProblemExpectationTests {
    private let app: TestApp

    init() throws {
        app = try TestApp {
            Function("items", .get("/items")) { request, _ in "\(try request.query("size", as: Int.self))" }
            Function("sold", .get("/sold")) { _, _ -> String in
                throw Problem(
                    status: 409, title: "Sold out", detail: "sold at 2026-03-01T09:30:00Z", extensions: ["left": 0])
            }
            Function("fine", .get("/fine")) { _, _ in "fine" }
        }
    }

    @Test func whatIsExpectedPasses() async throws {
        let bad = try await app.request(.get, "/items?size=x")
        #expect(bad.expectProblem(status: 400, code: "MER-1101", field: "size", detail: "'x'"))
        let sold = try await app.request(.get, "/sold")
        #expect(sold.expectProblem(status: 409, title: "Sold out", members: ["left": 0]))
    }

    @Test func eachDifferenceIsALine() async throws {
        let answer = try await app.request(.get, "/items?size=x")
        let expectation = ProblemExpectation(
            status: 404, code: "MER-1102", title: nil, field: "page", detail: "nothing", members: ["left": 1])
        let lines = expectation.differences(answer)
        #expect(
            lines.map { $0.prefix { $0 != ":" } } == ["status", "code", "field", "left", "detail"])
        #expect(lines[1] == #"code: expected "MER-1102", was "MER-1101""#)
        #expect(lines[3] == "left: expected 1, was missing")
        let fine = try await app.request(.get, "/fine")
        let wrongKind = ProblemExpectation(
            status: 200, code: nil, title: nil, field: nil, detail: nil, members: [:]
        ).differences(fine)
        #expect(wrongKind == ["content-type: expected application/problem+json, was text/plain; charset=utf-8"])
    }

    @Test func aDifferenceIsAnIssue() async throws {
        let answer = try await app.request(.get, "/items?size=x")
        withKnownIssue {
            _ = answer.expectProblem(status: 404)
        } matching: { issue in
            issue.comments.first?.rawValue.contains("status: expected 404, was 400") == true
        }
    }

    @Test(arguments: [
        ("at 2026-03-01T09:30:00Z.", "at <time>."), ("id 0123456789abcdef0123456789abcdef!", "id <id>!"),
        ("6F9619FF-8B86-D011-B42D-00CF4FC964FF", "<id>"), ("the item 7 has 2 left", "the item 7 has 2 left"),
        ("0123456789abcdef", "0123456789abcdef"), ("Tea", "Tea"), ("", ""),
    ])
    func idsAndTimesAreMasked(text: String, masked: String) {
        #expect(ProblemSnapshot.masked(text) == masked)
    }

    @Test func aSnapshotIsWrittenThenCompared() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snapshots-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = SnapshotFile("sold out", besideTest: folder + "/ShopTests.swift")
        #expect(file.path == folder + "/.snapshots/ShopTests/sold-out.json")
        let first = try ProblemSnapshot(try await app.request(.get, "/sold"))
        #expect(file.settle(first, .check)?.contains("there is no snapshot") == true)
        #expect(file.settle(first, .record) == nil)
        let second = try ProblemSnapshot(try await app.request(.get, "/sold"))
        #expect(file.settle(second, .check) == nil)
        let other = try ProblemSnapshot(try await app.request(.get, "/items"))
        let complaint = try #require(file.settle(other, .record))
        #expect(complaint.contains("-   \"status\" : 409"))
        #expect(complaint.contains("+   \"status\" : 400"))
        #expect(file.settle(other, .rewrite) == nil)
        #expect(file.settle(other, .check) == nil)
    }

    @Test(arguments: [
        ([:], SnapshotFile.Mode.record), (["CI": "true"], .check),
        (["CI": "true", "MERIDIAN_SNAPSHOTS": "record"], .record),
        (["MERIDIAN_SNAPSHOTS": "rewrite"], .rewrite), (["MERIDIAN_SNAPSHOTS": "check"], .check),
    ])
    func theEnvironmentSaysWhatMayBeWritten(variables: [String: String], mode: SnapshotFile.Mode) {
        #expect(SnapshotFile.Mode(Environment(variables)) == mode)
    }

    @Test func thisRepositoryKeepsOne() async throws {
        try await app.request(.get, "/sold").expectProblem(snapshot: "sold-out")
        let fine = try await app.request(.get, "/fine")
        withKnownIssue { _ = fine.expectProblem(snapshot: "fine") }
    }
}
