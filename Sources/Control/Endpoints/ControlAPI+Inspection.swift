import Engine
import MeridianCore
import Persistence

extension ControlAPI {
    /// What the live release is made of, and how its instances began.
    func inspectService(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let live = try await services.live(name)
        let record = try await services.service(name).catalog.existing(live.release.number)
        let directory = live.release.directory
        let parts = try await Blocking.run { try PackageParts.list(directory) }
        return try .json(
            InspectionDocument(
                service: name, release: live.release.number, runtime: live.release.manifest.runtime.rawValue,
                packageBytes: record.size, parts: parts, groups: await live.active.status()))
    }
}

/// The files of an unpacked package.
enum PackageParts {
    /// How many are told apart; the rest is one.
    private static let mostParts = 20

    /// The largest first; blocks.
    static func list(_ directory: String) throws(MeridianError) -> [InspectionDocument.Part] {
        var parts: [InspectionDocument.Part] = []
        for name in try FileSystem.names(in: directory) {
            let path = directory + "/" + name
            guard FileSystem.isDirectory(path) else {
                parts.append(.init(path: name, bytes: Int(try FileSystem.size(of: path) ?? 0)))
                continue
            }
            parts.append(.init(path: name + "/", bytes: try size(of: path)))
        }
        parts.sort { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
        guard parts.count > mostParts else { return parts }
        let rest = parts[mostParts...].reduce(0) { $0 + $1.bytes }
        return parts[..<mostParts] + [.init(path: "(\(parts.count - mostParts) more)", bytes: rest)]
    }

    private static func size(of directory: String) throws(MeridianError) -> Int {
        var total = 0
        for name in try FileSystem.names(in: directory) {
            let path = directory + "/" + name
            total += FileSystem.isDirectory(path) ? try size(of: path) : Int(try FileSystem.size(of: path) ?? 0)
        }
        return total
    }
}
