import Foundation
import MeridianCore
import Specification

extension Checkup {
    /// What the file says of a program as it is; `nil` for a Swift package.
    func programSpecification() throws -> ServiceSpecification? {
        try builder.foreign ?? directory.foreignSpecification(context: builder.context)
    }

    /// Looks at a program as it is: what the file says, what would be packed, and whether it can be run here.
    mutating func checkProgram(_ specification: ServiceSpecification) {
        note("service", "\(specification.service), for stage \(specification.stage)")
        guard let program = specification.program else { return }
        note(
            "program",
            "\(specification.runtime.rawValue), contract \(program.contract.rawValue): "
                + program.command.joined(separator: " "))
        if let name = program.command.first, !name.contains("/"), Tool.path(of: name) == nil {
            add(
                Finding(
                    .warning, .usefulToolMissing, "'\(name)', which runs the program, is not on this machine's PATH",
                    file: specification.file))
        }
        do {
            let built = try ForeignBuild(specification, in: directory).program()
            let size = built.files.reduce(0) { $0 + ServiceBuilder.size(of: $1.path) }
            note("files", "\(built.files.count), \(Quantities.bytes(size)) unpacked")
            let triggers = built.manifest.functions.reduce(0) { $0 + $1.triggers.count }
            note("functions", "\(built.manifest.functions.count) with \(triggers) triggers")
            let doubts = built.manifest.doubts(
                specification: specification, now: Int64(Date().timeIntervalSince1970))
            add(doubts.map { Finding($0) })
        } catch {
            add(error)
        }
    }
}
