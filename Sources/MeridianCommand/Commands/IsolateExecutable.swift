import Foundation

/// The program for functions in JavaScript, which is installed beside this one.
enum IsolateExecutable {
    static let name = "meridian-isolate"

    /// `nil` where it is missing.
    static let path: String? = {
        guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
        let path = own.deletingLastPathComponent().appending(path: name).path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()
}
