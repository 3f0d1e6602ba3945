import CSpawn
import Glibc
import NIOCore

/// What a waiting sandbox is told to run; `order.c` of `SandboxProgram` reads it.
///
/// Eight numbers of 64 bits in the machine's byte order: the size of the texts; bytes of `/tmp`; limits of memory, open
/// files and processes; how many arguments and variables there are; whether the worker speaks the wire. Then texts, each
/// ended by a zero: the package, arguments with the executable as the first, variables. With the first byte come the
/// descriptors of standard output, of standard error and, if it speaks it, of the wire.
struct SandboxOrder: Sendable {
    let bytes: [UInt8]
    private let descriptors: [CInt]

    /// - Parameter descriptors: Of standard output, of standard error and perhaps of the wire.
    init(bytes: [UInt8], descriptors: [CInt]) {
        self.bytes = bytes
        self.descriptors = descriptors
    }

    init(_ command: WorkerCommand, _ place: SandboxPlace, descriptors ends: WorkerDescriptors) {
        var texts: [UInt8] = []
        func add(_ text: String) {
            // No text of a command can go on beyond a zero.
            texts += text.utf8.prefix { $0 != 0 }
            texts.append(0)
        }
        add(place.package)
        add(command.executable)
        command.arguments.forEach(add)
        for (name, value) in command.environment { add("\(name)=\(value)") }
        let numbers = [
            UInt64(texts.count), UInt64(place.temporarySize) << 20, command.memory, command.openFiles,
            command.processes, UInt64(command.arguments.count + 1), UInt64(command.environment.count),
            ends.wire >= 0 ? 1 : 0,
        ]
        bytes = numbers.withUnsafeBytes(Array.init) + texts
        descriptors = [ends.output, ends.errors] + (ends.wire >= 0 ? [ends.wire] : [])
    }

    /// Blocks until the sandbox has taken what does not fit into the socket.
    func send(to socket: CInt) throws {
        guard cspawn_send(socket, bytes, bytes.count, descriptors, CInt(descriptors.count)) == 0 else {
            throw IOError(errnoCode: errno, reason: "tell a sandbox what to run")
        }
    }
}
