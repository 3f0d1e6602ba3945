import Glibc

/// Finds programs as a shell does.
enum ExecutableFile {
    /// - Parameters:
    ///   - name: A path when it has a slash, otherwise a name.
    ///   - directories: The directories to look into, divided by colons.
    /// - Returns: The first program of that name; the name itself when there is none, so that starting it says so.
    static func path(of name: String, among directories: String?) -> String {
        guard !name.utf8.contains(UInt8(ascii: "/")) else { return name }
        for directory in (directories ?? "/usr/bin:/bin").split(separator: ":") {
            let path = "\(directory)/\(name)"
            if access(path, X_OK) == 0 { return path }
        }
        return name
    }
}
