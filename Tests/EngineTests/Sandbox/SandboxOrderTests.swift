import Glibc
import MeridianCore
import NIOCore
import NIOPosix
import Testing

@testable import Engine

struct SandboxOrderTests {
    private static let command = WorkerCommand(
        executable: "./bootstrap", arguments: ["one", ""], directory: "/", environment: ["NAME": "value"], memory: 1,
        openFiles: 2, processes: 3)

    @Test func theProgramIsBuiltBesideTheTests() {
        #expect(access(Fixture.sandboxProgram, X_OK) == 0)
    }

    @Test func aPackageInARelativeDirectoryIsFound() throws {
        let here = try #require(realpath(".", nil))
        defer { free(here) }
        #expect(SandboxPlace(package: ".", temporarySize: 1, processes: 1).package == String(cString: here))
    }

    @Test func linksOnTheWayToAPackageAreFollowed() throws {
        var template = Array("/tmp/sandbox-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            unlink(directory + "/link")
            rmdir(directory)
        }
        #expect(symlink("/usr/lib", directory + "/link") == 0)
        #expect(SandboxPlace(package: directory + "/link", temporarySize: 1, processes: 1).package == "/usr/lib")
    }

    @Test func anOrderHoldsNumbersThenTexts() {
        let order = SandboxOrder(
            Self.command, SandboxPlace(package: "/usr", temporarySize: 2, processes: 1),
            descriptors: WorkerDescriptors(wire: -1, output: 1, errors: 2))
        let texts = "/usr\0./bootstrap\0one\0\0NAME=value\0"
        let numbers: [UInt64] = [UInt64(texts.utf8.count), 2 << 20, 1, 2, 3, 3, 1, 0]
        #expect(order.bytes == numbers.withUnsafeBytes(Array.init) + Array(texts.utf8))
    }

    @Test func aTextEndsAtAZero() {
        var command = Self.command
        command.environment = ["NAME": "va\0SECOND=lue"]
        let order = SandboxOrder(
            command, SandboxPlace(package: "/usr", temporarySize: 0, processes: 1),
            descriptors: WorkerDescriptors(wire: -1, output: 1, errors: 2))
        #expect(String(decoding: order.bytes, as: UTF8.self).hasSuffix("NAME=va\0"))
    }

    /// Each number wrong, texts cut short, noise: the sandbox ends and runs nothing.
    @Test(.enabled(if: Fixture.sandbox != nil, "namespaces can be made here"))
    func whatIsNoOrderIsRefused() async throws {
        let sandbox = try #require(Fixture.sandbox)
        var generator = SystemRandomNumberGenerator()
        let good = SandboxOrder(
            WorkerCommand(
                executable: "/bin/true", directory: "/", environment: [:], memory: 0, openFiles: 0, processes: 0),
            SandboxPlace(package: "/usr", temporarySize: 1, processes: 1),
            descriptors: WorkerDescriptors(wire: -1, output: 1, errors: 2)
        ).bytes
        var orders: [[UInt8]] = [Array(good.dropLast()), Array(good.prefix(64)), Array(good.prefix(9))]
        for position in [0, 5, 6, 7] {
            var bad = good
            bad[position * 8] &+= 1
            orders.append(bad)
            bad[position * 8 + 7] = 0x7F
            orders.append(bad)
        }
        for _ in 0..<20 { orders.append((0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
        for order in orders {
            #expect(try Self.status(of: sandbox, told: order) == 125, "\(order)")
        }
        #expect(try Self.status(of: sandbox, told: good) == 0)
    }

    /// Tells a sandbox something and closes the connection.
    private static func status(of sandbox: Sandbox, told order: [UInt8]) throws -> CInt {
        let (parent, child) = try ProcessLauncher.makeDescriptors(speaksWire: true)
        let pid = try ProcessLauncher.spawn(sandbox.waiting, child)
        try SandboxOrder(bytes: order, descriptors: [child.output, child.errors]).send(to: parent.wire)
        child.close()
        parent.close()
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status >> 8) & 0xFF
    }
}
