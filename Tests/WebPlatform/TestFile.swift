import Foundation

/// A test of the web platform: a script with what it asks for in its first lines.
struct TestFile {
    /// Below the root, with the variant's query.
    var name: String
    var path: String
    /// The query of a variant, or nothing.
    var variant = ""
    var scripts: [String] = []
    var isLong = false

    static func all(in options: Options) throws -> [TestFile] {
        var result: [TestFile] = []
        for path in options.paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(options.root)/\(path)", isDirectory: &isDirectory) else {
                print("\(path): no such file below \(options.root)")
                continue
            }
            if isDirectory.boolValue {
                let names = FileManager.default.enumerator(atPath: "\(options.root)/\(path)")?.allObjects as? [String]
                for name in (names ?? []).sorted() where name.hasSuffix(".any.js") {
                    result += try read("\(path)/\(name)", options)
                }
            } else {
                result += try read(path, options)
            }
        }
        return result
    }

    private static func read(_ path: String, _ options: Options) throws -> [TestFile] {
        let text = try String(contentsOfFile: "\(options.root)/\(path)", encoding: .utf8)
        var file = TestFile(name: path, path: path)
        var variants: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(while: {
            $0.hasPrefix("//") || $0.isEmpty
        }) {
            guard let mark = line.range(of: "META: ") else { continue }
            let parts = line[mark.upperBound...].split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            switch parts[0] {
            case "script": file.scripts.append(value)
            case "variant": variants.append(value)
            case "timeout": file.isLong = value == "long"
            default: break
            }
        }
        if variants.isEmpty { return [file] }
        return variants.map { variant in
            var copy = file
            copy.variant = variant
            copy.name += variant
            return copy
        }
    }
}

/// How many tests passed, of how many.
struct Tally: CustomStringConvertible {
    var passed = 0
    var count = 0

    mutating func add(_ other: Tally) {
        passed += other.passed
        count += other.count
    }

    var percentage: String { count == 0 ? "–" : String(format: "%.1f", 100 * Double(passed) / Double(count)) }
    var description: String { "\(passed)/\(count)" }
}
