/// An ordinary web app that also runs as functions.
enum AppTemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        let module = project.name.module
        return [
            CommonTemplate.source(
                project, "\(module).swift",
                #"""
                import Meridian

                /// The same program is an ordinary app and, on a platform, a set of functions; nothing in it knows which.
                @main
                struct \#(module): FunctionApp {
                    private let visits = Visits()

                    var functions: some FunctionGroup {
                        PageFunctions(visits: visits)
                        Function("health", .get("/health")) { _, _ in "ok" }
                    }
                }
                """#),
            CommonTemplate.source(
                project, "PageFunctions.swift",
                #"""
                import Meridian

                @Functions
                struct PageFunctions {
                    let visits: Visits

                    @HTTP(.get)
                    func home(request: Request) throws -> Response {
                        let cookie = try request.cookie("name", default: "stranger")
                        let name = PercentEncoding.decode(cookie.utf8) ?? cookie
                        return .html(Page.render(name: name, visits: visits.count()))
                    }

                    /// Takes the form of the page, keeps the name in a cookie and shows the page again.
                    @HTTP(.post, "/name")
                    func rename(request: Request) -> Response {
                        let form = QueryItems(request.text)
                        return Response.redirect(to: "/", status: 303)
                            .settingCookie(SetCookie("name", form["name"] ?? "stranger", isSecure: false))
                    }
                }
                """#),
            CommonTemplate.source(
                project, "Page.swift",
                #"""
                /// The page as HTML.
                enum Page {
                    static func render(name: String, visits: Int) -> String {
                        """
                        <!doctype html>
                        <html lang="en">
                        <meta charset="utf-8">
                        <title>Welcome</title>
                        <h1>Hello, \(escaped(name))</h1>
                        <p>This page has been seen \(visits) times.</p>
                        <form method="post" action="/name"><input name="name"><button>That is me</button></form>
                        </html>
                        """
                    }

                    /// What a visitor typed must not become markup.
                    static func escaped(_ text: String) -> String {
                        var result = ""
                        for character in text {
                            switch character {
                            case "<": result += "&lt;"
                            case ">": result += "&gt;"
                            case "&": result += "&amp;"
                            case "\"": result += "&quot;"
                            case "'": result += "&#39;"
                            default: result.append(character)
                            }
                        }
                        return result
                    }
                }
                """#),
            CommonTemplate.source(
                project, "Visits.swift",
                #"""
                import Synchronization

                /// Counts in the memory of one instance; several instances count apart.
                final class Visits: Sendable {
                    private let total = Mutex(0)

                    /// One more.
                    /// - Returns: How many there have been.
                    func count() -> Int {
                        total.withLock { total in
                            total += 1
                            return total
                        }
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
                    @Test func thePageCountsItsVisits() async throws {
                        let app = try TestApp.current
                        #expect(try await app.request(.get, "/").text.contains("seen 1 times"))
                        #expect(try await app.request(.get, "/").text.contains("seen 2 times"))
                    }

                    @Test func aNameIsKept() async throws {
                        let app = try TestApp.current
                        let answer = try await app.request(.post, "/name", body: "name=Ann+%3Cb%3E")
                        #expect(answer.status == 303)
                        let cookie = try #require(answer.fields["set-cookie"]?.split(separator: ";").first)
                        let page = try await app.request(.get, "/", headers: ["cookie": String(cookie)])
                        #expect(page.text.contains("Hello, Ann &lt;b&gt;"))
                    }

                    @Test func itIsServedToRealClients() async throws {
                        try await TestApp.current.withServer { address in
                            #expect(address.hasPrefix("http://127.0.0.1:"))
                        }
                    }
                }
                """#),
            CommonTemplate.specification(project),
            CommonTemplate.readMe(
                project, "An ordinary web app that also runs as functions.",
                tries: """
                    curl http://127.0.0.1:8080/
                    curl -d name=Ann -c jar http://127.0.0.1:8080/name && curl -b jar http://127.0.0.1:8080/
                    """),
        ]
    }
}
