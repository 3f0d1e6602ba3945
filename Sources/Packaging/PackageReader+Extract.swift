public import MeridianCore

extension PackageReader {
    /// Unpacks the package into a directory that does not exist yet.
    ///
    /// Files are written to a temporary directory beside it, synchronised, and moved into place in one step: the
    /// directory is there whole or not at all. Files get the permissions 0644, executables and the manifest's entry
    /// 0755, whatever else the archive says.
    /// - Parameter directory: The path to unpack to; its parent must exist.
    /// - Throws: A refusal when a file is damaged or the contents pass the limits, otherwise
    ///   ``MeridianCore/ErrorCode/extractionTargetExists`` (409) or ``MeridianCore/ErrorCode/packageNotExtracted`` (500).
    public func extract(to directory: String) throws(MeridianError) {
        var target = directory
        while target.utf8.count > 1 && target.hasSuffix("/") { target.removeLast() }
        guard (try? FileKind(at: target)) == nil else { throw Self.exists(target) }
        let temporary = try attempt("no directory can be made beside '\(target)'") { () throws(SystemFailure) in
            try DirectoryTree.makeTemporary(beside: target)
        }
        do throws(MeridianError) {
            try write(to: temporary)
            try move(temporary, to: target)
        } catch {
            DirectoryTree.remove(temporary)
            throw error
        }
    }

    private func write(to root: String) throws(MeridianError) {
        for directory in contents.directories {
            try attempt("the directory '\(directory)' can't be made") { () throws(SystemFailure) in
                try DirectoryTree.make("\(root)/\(directory)")
            }
        }
        var budget = UnpackingBudget(limits: limits, package: path)
        for file in contents.files {
            budget.begin(file)
            try write(file, to: "\(root)/\(file.entry.path)", budget: &budget)
        }
        for directory in contents.directories.reversed() { try synchronize("\(root)/\(directory)") }
        try synchronize(root)
    }

    private func write(
        _ file: PackageContents.File, to path: String, budget: inout UnpackingBudget
    ) throws(MeridianError) {
        let name = file.entry.path
        let mode: UInt32 = file.entry.isExecutable || name == manifest.entry ? 0o755 : 0o644
        let problem = "'\(name)' can't be written"
        let output = try attempt(problem) { () throws(SystemFailure) in
            try FileDescriptor.creating(path, mode: mode)
        }
        try archive.read(file.index, name: name) { (part) throws(MeridianError) in
            try budget.spend(part.count)
            try attempt(problem) { () throws(SystemFailure) in try output.write(part) }
        }
        try attempt(problem) { () throws(SystemFailure) in try output.synchronize() }
    }

    private func move(_ temporary: String, to target: String) throws(MeridianError) {
        do {
            try DirectoryTree.move(temporary, to: target)
        } catch {
            // Another extraction of the same package may have been faster.
            guard (try? FileKind(at: target)) == nil else { throw Self.exists(target) }
            throw failure("'\(target)' can't be put in place", error)
        }
        let parent = target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
        try synchronize(parent)
    }

    private func synchronize(_ directory: String) throws(MeridianError) {
        try attempt("'\(directory)' can't be synchronised") { () throws(SystemFailure) in
            try DirectoryTree.synchronize(directory)
        }
    }

    private func attempt<Value: ~Copyable>(
        _ problem: String, _ body: () throws(SystemFailure) -> Value
    ) throws(MeridianError) -> Value {
        do {
            return try body()
        } catch {
            throw failure(problem, error)
        }
    }

    private func failure(_ reason: String, _ cause: SystemFailure) -> MeridianError {
        MeridianError(
            .packageNotExtracted, "'\(path)' can't be extracted: \(reason): \(cause); check space and permissions",
            cause: cause)
    }

    private static func exists(_ target: String) -> MeridianError {
        MeridianError(
            .extractionTargetExists, "'\(target)' exists already; remove it or extract into another directory",
            status: 409)
    }
}
