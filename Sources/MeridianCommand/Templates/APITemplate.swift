/// A JSON API with typed parameters, problems and tests.
enum APITemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        let module = project.name.module
        return [
            CommonTemplate.source(
                project, "\(module).swift",
                #"""
                import Meridian

                @main
                struct \#(module): FunctionApp {
                    private let store = NoteStore()

                    var functions: some FunctionGroup {
                        NoteFunctions(store: store)
                    }
                }
                """#),
            CommonTemplate.source(
                project, "Note.swift",
                #"""
                struct Note: Codable, Equatable, Sendable {
                    var id: Int
                    var title: String
                    var isDone: Bool
                }

                /// What a caller sends to make one.
                struct NewNote: Codable, Sendable {
                    var title: String
                }
                """#),
            CommonTemplate.source(
                project, "NoteStore.swift",
                #"""
                import Synchronization

                /// Notes in the memory of one instance: replace it by a database when they have to stay.
                final class NoteStore: Sendable {
                    private struct State {
                        var notes: [Int: Note] = [:]
                        var lastID = 0
                    }

                    private let state = Mutex(State())

                    func all(isDone: Bool?) -> [Note] {
                        state.withLock { state in
                            state.notes.values.filter { isDone == nil || $0.isDone == isDone }.sorted { $0.id < $1.id }
                        }
                    }

                    func note(_ id: Int) -> Note? { state.withLock { $0.notes[id] } }

                    func add(_ title: String) -> Note {
                        state.withLock { state in
                            state.lastID += 1
                            let note = Note(id: state.lastID, title: title, isDone: false)
                            state.notes[note.id] = note
                            return note
                        }
                    }

                    /// - Returns: `nil` when there is no such note.
                    func finish(_ id: Int) -> Note? {
                        state.withLock { state in
                            state.notes[id]?.isDone = true
                            return state.notes[id]
                        }
                    }

                    /// - Returns: Whether there was one.
                    func remove(_ id: Int) -> Bool { state.withLock { $0.notes.removeValue(forKey: id) != nil } }
                }
                """#),
            CommonTemplate.source(
                project, "NoteFunctions.swift",
                #"""
                import Meridian

                @Functions("/notes")
                struct NoteFunctions {
                    let store: NoteStore

                    /// `GET /notes?isDone=false&size=20`
                    @HTTP(.get)
                    func notes(isDone: Bool?, size: Int = 20) throws -> [Note] {
                        guard (1...100).contains(size) else {
                            throw Problem(
                                status: 400, detail: "size is \(size); it must be 1 to 100", extensions: ["field": "size"])
                        }
                        return Array(store.all(isDone: isDone).prefix(size))
                    }

                    /// `nil` is answered 404.
                    @HTTP(.get, "/{id}")
                    func note(id: Int) -> Note? { store.note(id) }

                    @HTTP(.post)
                    func add(note: NewNote) throws -> Response {
                        guard !note.title.isEmpty else {
                            throw Problem(
                                status: 422, title: "The note is not complete", detail: "title must not be empty",
                                extensions: ["field": "title"])
                        }
                        let added = store.add(note.title)
                        var response = try Response.json(added, status: 201)
                        response.fields.append("location", "/notes/\(added.id)")
                        return response
                    }

                    @HTTP(.post, "/{id}/done")
                    func finish(id: Int) -> Note? { store.finish(id) }

                    @HTTP(.delete, "/{id}")
                    func remove(id: Int) throws {
                        guard store.remove(id) else { throw Problem(status: 404, detail: "there is no note \(id)") }
                    }
                }
                """#),
            CommonTemplate.tests(
                project,
                #"""
                import Meridian
                import MeridianTesting
                import Testing

                @testable import \#(module)

                @Suite(.app(\#(module).self))
                struct \#(module)Tests {
                    @Test func aNoteIsAddedFinishedAndRemoved() async throws {
                        let app = try TestApp.current
                        let added = try await app.request(.post, "/notes", json: NewNote(title: "buy milk"))
                        #expect(added.status == 201)
                        let path = try #require(added.fields["location"])
                        #expect(try await app.request(.post, path + "/done").decode(Note.self).isDone)
                        let open = try await app.request(.get, "/notes?isDone=false").decode([Note].self)
                        #expect(open.isEmpty)
                        #expect(try await app.request(.delete, path).status == 204)
                        #expect(try await app.request(.get, path).status == 404)
                    }

                    @Test(arguments: [("size=0", "size"), ("size=x", "size"), ("isDone=maybe", "isDone")])
                    func aBadParameterIsNamed(query: String, field: String) async throws {
                        let answer = try await TestApp.current.request(.get, "/notes?\(query)")
                        answer.expectProblem(status: 400, field: field)
                    }

                    @Test func anIncompleteNoteIsRefused() async throws {
                        let app = try TestApp.current
                        try await app.request(.post, "/notes", json: NewNote(title: ""))
                            .expectProblem(status: 422, field: "title")
                        try await app.request(.post, "/notes", body: "{}").expectProblem(status: 400, field: "title")
                    }
                }
                """#),
            CommonTemplate.specification(
                project,
                """
                # Notes are in the memory of an instance, so there is one, and it stays.
                functions:
                  notes: { group: notes, maxInstances: 1, standby: 1 }
                  note: { group: notes }
                  add: { group: notes }
                  finish: { group: notes }
                  remove: { group: notes }
                """),
            CommonTemplate.readMe(
                project, "A JSON API over notes.",
                tries: """
                    curl -H 'content-type: application/json' -d '{"title": "buy milk"}' http://127.0.0.1:8080/notes
                    curl 'http://127.0.0.1:8080/notes?isDone=false'
                    curl 'http://127.0.0.1:8080/notes?size=x'
                    """),
        ]
    }
}
