import FoundationEssentials
import IsolatePrelude

/// The scripts from which an isolate's programming interface is made.
public struct Prelude: Sendable {
    struct Script: Sendable {
        var name: String
        var source: String
    }

    /// The script that runs first and starts the others at their first use.
    static let bootName = "boot.js"

    let scripts: [Script]

    /// - Parameter scripts: File names and texts; `boot.js` must be among them.
    public init(scripts: [(name: String, source: String)]) {
        self.scripts = scripts.map { Script(name: $0.name, source: $0.source) }
    }

    /// The scripts of a directory, so that they can be tried without building the program.
    public init(directory: String) throws {
        var scripts: [(name: String, source: String)] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) where name.hasSuffix(".js") {
            scripts.append((name, try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)))
        }
        self.init(scripts: scripts)
    }

    var boot: String {
        scripts.first { $0.name == Self.bootName }?.source ?? ""
    }

    /// The scripts of this library.
    public static let builtIn: Prelude = {
        var scripts: [(name: String, source: String)] = []
        for index in 0..<Int(isolate_prelude_count) {
            let script = isolate_prelude_script(Int32(index))
            let bytes = UnsafeRawBufferPointer(start: script.bytes, count: Int(script.length))
            scripts.append((String(cString: script.name), String(decoding: bytes, as: UTF8.self)))
        }
        return Prelude(scripts: scripts)
    }()
}
