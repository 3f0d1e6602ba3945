import Foundation
import MeridianCore
import Testing

@Suite struct ErrorCatalogTests {
    /// Every `static let name = ErrorCode(n)` of the sources.
    private static let declared: [Int] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") }.flatMap { file in
            let text = (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
            return text.matches(of: #/static let \w+ = ErrorCode\((\d+)\)/#).compactMap { Int($0.1) }
        }
    }()

    @Test func everyNumberHasALongForm() {
        let declared = Self.declared.sorted()
        #expect(declared.count > 100)
        #expect(Set(declared).count == declared.count, "a number is given twice")
        #expect(ErrorCatalog.all.map(\.code.rawValue) == declared)
    }

    @Test func everyLongFormSaysWhyWhatToDoAndHowItLooks() {
        for explanation in ErrorCatalog.all {
            let name = "\(explanation.code) \(explanation.title)"
            #expect(!explanation.title.isEmpty && explanation.title.last != ".", "\(name)")
            #expect(explanation.text.hasSuffix("."), "\(name)")
            #expect(explanation.mend.last.map { ".:".contains($0) } == true, "\(name)")
            #expect(explanation.example.contains { !$0.isWhitespace }, "\(name)")
        }
    }
}
