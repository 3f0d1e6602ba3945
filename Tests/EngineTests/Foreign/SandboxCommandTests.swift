import Glibc
import Testing

@testable import Engine

@Suite(.enabled(if: (try? Sandbox()) != nil, "bubblewrap works here"))
struct SandboxCommandTests {
    @Test func aPackageInARelativeDirectoryIsFound() throws {
        let command = WorkerCommand(
            executable: "./bootstrap", directory: ".", environment: [:], memory: 0, openFiles: 0, processes: 0)
        let wrapped = try Sandbox().wrap(command, package: ".", temporarySize: 1)
        let place = try #require(wrapped.arguments.firstIndex(of: Sandbox.packageDirectory))
        let here = try #require(realpath(".", nil))
        defer { free(here) }
        #expect(wrapped.arguments[place - 1] == String(cString: here))
    }
}
