import Admission
import Foundation
import MeridianCore
import NIOCore

/// A file with rules: one, or a whole set.
enum RuleFile {
    case one(Rule)
    case all(RuleSet)

    /// - Parameter path: `-` reads standard input.
    /// - Throws: ``CommandFailure`` when it can't be read, ``MeridianError`` `MER-6201` or `MER-6202`.
    init(path: String) throws {
        let data = try Self.content(path)
        struct Named: Decodable {
            var name: String
        }
        guard (try? JSONDecoder().decode(Named.self, from: data)) != nil else {
            self = .all(try RuleSet(json: ByteBuffer(bytes: data)))
            return
        }
        let text = Data("{\"rules\":[".utf8) + data + Data("]}".utf8)
        guard let rule = try RuleSet(json: ByteBuffer(bytes: text)).rules.first else {
            throw CommandFailure(.rulesUnreadable, "'\(path)' holds no rule")
        }
        self = .one(rule)
    }

    var set: RuleSet {
        switch self {
        case .one(let rule): RuleSet([rule])
        case .all(let set): set
        }
    }

    static func content(_ path: String) throws -> Data {
        if path == "-" { return try FileHandle.standardInput.readToEnd() ?? Data() }
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.badArgument, "'\(path)' can't be read", status: .noInput)
        }
        return content
    }
}
