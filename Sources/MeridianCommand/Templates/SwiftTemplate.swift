/// One function and one timer, to begin from.
enum SwiftTemplate {
    static func files(_ project: Project) -> [ProjectFile] {
        let module = project.name.module
        return [
            CommonTemplate.source(
                project, "\(module).swift",
                #"""
                import Meridian

                @main
                struct \#(module): FunctionApp {
                    var functions: some FunctionGroup {
                        GreetingFunctions()
                    }
                }
                """#),
            CommonTemplate.source(
                project, "GreetingFunctions.swift",
                #"""
                import Meridian

                struct Greeting: Codable, Equatable {
                    var text: String
                }

                @Functions
                struct GreetingFunctions {
                    /// `GET /?name=Ann`
                    @HTTP(.get)
                    func hello(name: String = "world") -> Greeting {
                        Greeting(text: "Hello, \(name)")
                    }

                    @Timer(cron: "0 3 * * *")
                    func refresh(context: Context) {
                        context.logger.info("a new day")
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
                    @Test(arguments: [("/", "Hello, world"), ("/?name=Ann", "Hello, Ann")])
                    func greets(target: String, text: String) async throws {
                        let answer = try await TestApp.current.request(.get, target)
                        #expect(answer.status == 200)
                        #expect(try answer.decode(Greeting.self) == Greeting(text: text))
                    }

                    @Test func theTimerRuns() async throws {
                        try await TestApp.current.fire(timer: "refresh")
                    }
                }
                """#),
            CommonTemplate.specification(project),
            CommonTemplate.readMe(
                project, "A service with one function and one timer.",
                tries: "curl 'http://127.0.0.1:8080/?name=Ann'"),
        ]
    }
}
