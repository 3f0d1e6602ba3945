import Foundation
import Testing
import Yams

@testable import Exporting

/// What an export wrote, as a program that reads YAML 1.1 sees it.
struct Document {
    let value: Any?

    init(_ value: Any?) {
        self.value = value
    }

    /// Every document of a file.
    static func all(_ export: Export, _ path: String) throws -> [Document] {
        let file = try #require(export.files.first { $0.path == path }, "\(export.files.map(\.path))")
        return try Array(Yams.load_all(yaml: file.text)).map { Document($0) }
    }

    /// The only document of a file.
    static func only(_ export: Export, _ path: String) throws -> Document {
        try #require(try all(export, path).first)
    }

    subscript(_ key: String) -> Document { Document((value as? [String: Any])?[key]) }

    subscript(_ index: Int) -> Document {
        let list = value as? [Any] ?? []
        return Document(list.indices.contains(index) ? list[index] : nil)
    }

    var text: String? { value as? String }
    var number: Int? { value as? Int }
    var truth: Bool? { value as? Bool }
    var texts: [String]? { value as? [String] }
    var items: [Document] { (value as? [Any] ?? []).map { Document($0) } }
    var members: [String: Document] { (value as? [String: Any] ?? [:]).mapValues { Document($0) } }
    var isMissing: Bool { value == nil }

    /// The first item of a list with this text below a key.
    func item(_ key: String, _ text: String) -> Document { items.first { $0[key].text == text } ?? Document(nil) }
}
