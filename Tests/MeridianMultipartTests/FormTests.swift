import Foundation
import Meridian
import MeridianTesting
import NIOCore
import Testing

@testable import MeridianMultipart

private struct Picture: Decodable {
    enum Kind: String, Decodable { case photo, drawing }

    var title: String
    var year: Int?
    var kind: Kind
    var tags: [String]
    var isPublic: Bool?
    var id: UUID?
    var file: Upload
    var more: [Upload]
}

private struct Gallery: FunctionApp {
    var plugins: [any Plugin] { [MultipartPlugin()] }

    var functions: some FunctionGroup { GalleryFunctions() }
}

private struct GalleryFunctions: FunctionGroup {
    @Inject var multipart: Multipart

    var functions: [Function] {
        FunctionList([
            Function("picture", .post("/picture"), body: .stream) { request, _ in
                try await multipart.withForm(of: request) { form in
                    let picture = try form.decode(Picture.self)
                    let bytes = try await picture.file.bytes()
                    return "\(picture.title) \(picture.year ?? 0) \(picture.kind) \(picture.tags) "
                        + "\(picture.isPublic ?? false) \(picture.file.filename) \(String(buffer: bytes)) "
                        + "\(picture.more.count)"
                }
            },
            Function("sizes", .post("/sizes"), body: .stream) { request, _ in
                var sizes: [String] = []
                for try await part in try multipart.parts(of: request) {
                    if part.head.name == "skipped" { continue }
                    sizes.append("\(part.head.name)=\(try await part.body.collect().readableBytes)")
                }
                return sizes.joined(separator: " ")
            },
            Function("late", .post("/late")) { request, _ in
                var first: Part?
                for try await part in try multipart.parts(of: request) { first = first ?? part }
                return try await first?.body.collect().readableBytes
            },
            Function("moved", .post("/moved")) { request, _ in
                try await multipart.withForm(of: request) { form in
                    let target = "\(multipart.directory)/kept.txt"
                    try form.file("f")!.move(to: target)
                    return target
                }
            },
            Function("failing", .post("/failing")) { request, _ -> String in
                try await multipart.withForm(of: request) { _ in throw Problem(status: 409, detail: "no") }
            },
        ]).functions
    }
}

@Suite final class FormTests {
    private let directory: String
    private let app: TestApp

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "forms-\(UUID())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        self.directory = directory
        app = try TestApp(Gallery.self) {
            $0.set("multipart.directory", .string(directory))
            $0.set("multipart.maxFileSize", 300_000)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func post(_ path: String, _ parts: [(header: String, content: String)]) async throws -> TestAnswer {
        try await app.request(
            .post, path, headers: ["content-type": "multipart/form-data; boundary=B"], body: form(parts))
    }

    /// What is left in the folder.
    private func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory)
    }

    @Test func aFormIsReadAsAValue() async throws {
        let answer = try await post(
            "/picture",
            [
                field("title", "Lake"), field("year", ""), field("kind", "photo"), field("tags", "a"),
                field("tags", "b"), field("isPublic", "on"), file("file", "../lake.txt", "blue"), file("more", "", ""),
            ])
        #expect(answer.text == "Lake 0 photo [\"a\", \"b\"] true lake.txt blue 0")
        #expect(try leftovers() == [])
    }

    @Test(arguments: [
        ([field("title", "Lake")], "kind", "is missing"),
        ([field("title", "Lake"), field("kind", "x")], "kind", "which is no Kind"),
        ([field("title", "Lake"), field("year", "soon")], "year", "is 'soon', which is no Int"),
        ([field("title", "Lake"), field("kind", "photo"), field("file", "text")], "file", "must be a file"),
        ([file("title", "x", "y")], "title", "must be text"),
    ])
    func whatDoesNotFitIsNamed(_ parts: [(header: String, content: String)], _ name: String, _ reason: String)
        async throws
    {
        let answer = try await post("/picture", parts)
        #expect(answer.status == 400)
        #expect(answer.text.contains("MER-1603"))
        #expect(answer.text.contains("\"field\":\"\(name)\""), "\(answer.text)")
        #expect(answer.text.contains(reason), "\(answer.text)")
        #expect(try leftovers() == [])
    }

    @Test func partsComeOneByOneAndCanBeSkipped() async throws {
        let large = String(repeating: "x", count: 200_000)
        let answer = try await post("/sizes", [field("a", "1"), file("skipped", "s", large), file("b", "b", large)])
        #expect(answer.text == "a=1 b=200000")
    }

    @Test func aPartCannotBeReadAfterTheNextWasAskedFor() async throws {
        let answer = try await post("/late", [field("a", "1"), field("b", "2")])
        #expect(answer.status == 500)
        #expect(answer.text.contains("MER-1604"))
    }

    @Test func aFileThatIsMovedStays() async throws {
        let answer = try await post("/moved", [file("f", "x", "kept")])
        #expect(try String(contentsOfFile: answer.text, encoding: .utf8) == "kept")
        #expect(try leftovers() == ["kept.txt"])
    }

    @Test func nothingStaysOfARequestThatFails() async throws {
        let refused = try await post("/failing", [file("f", "x", "y")])
        #expect(refused.status == 409)
        let tooLarge = try await post("/picture", [file("f", "x", String(repeating: "x", count: 300_001))])
        #expect(tooLarge.status == 413)
        #expect(try leftovers() == [])
    }

    @Test func aBodyThatIsNoForm() async throws {
        let answer = try await app.request(.post, "/picture", headers: ["content-type": "text/plain"], body: "x")
        #expect(answer.status == 415)
        #expect(answer.text.contains("MER-1602"))
    }

    @Test func aFolderThatIsNotThereEndsTheStart() async throws {
        let app = try TestApp(Gallery.self) { $0.set("multipart.directory", "/nowhere") }
        let error = await #expect(throws: MeridianError.self) { try await app.start() }
        #expect(error?.code == .uploadNotKept)
    }

    @Test(arguments: ["0", "-1"])
    func aLimitMustBeAboveZero(_ value: String) async throws {
        let app = try TestApp(Gallery.self) { $0.set("multipart.maxParts", .string(value)) }
        await #expect(throws: MeridianError.self) { try await app.start() }
    }
}
