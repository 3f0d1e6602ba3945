import Meridian
public import Testing

extension TestAnswer {
    /// Expects a problem document to be as it was: compares it with a file beside the test, which the first run writes.
    ///
    /// Request ids, UUIDs and times are masked. With `CI` set in the environment a missing file is an error;
    /// `MERIDIAN_SNAPSHOTS=rewrite` takes over what the answers are now.
    /// - Parameters:
    ///   - name: The file's name, unique in the file of the test.
    /// - Returns: Whether it is as it was, or has been written.
    @discardableResult
    public func expectProblem(
        snapshot name: String, filePath: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
    ) -> Bool {
        expectProblem(
            snapshot: SnapshotFile(name, besideTest: filePath), mode: SnapshotFile.Mode(.process),
            sourceLocation: sourceLocation)
    }

    func expectProblem(snapshot file: SnapshotFile, mode: SnapshotFile.Mode, sourceLocation: SourceLocation) -> Bool {
        let complaint: String?
        if fields["content-type"]?.hasPrefix("application/problem+json") != true {
            complaint = "the answer (\(status)) is no problem document: \(text)"
        } else if let snapshot = try? ProblemSnapshot(self) {
            complaint = file.settle(snapshot, mode)
        } else {
            complaint = "the problem document is no JSON: \(text)"
        }
        guard let complaint else { return true }
        Issue.record(Comment(rawValue: complaint), sourceLocation: sourceLocation)
        return false
    }
}
