import Persistence
import Testing

@Suite struct LatestByRevisionTests {
    /// Every order in which the same commits may be noted leads to the same.
    @Test func theOrderOfNotingDoesNotMatter() throws {
        let commits: [(revision: Int64, value: String?)] = [(1, "one"), (2, nil), (3, "three"), (4, nil)]
        for last in 1...commits.count {
            for order in permutations(Array(commits[..<last])) {
                var latest = LatestByRevision<String, String>()
                for commit in order { latest.note(commit.value, at: "key", revision: Revision(commit.revision)) }
                #expect(latest["key"] == commits[last - 1].value)
                #expect(latest.values["key"] == commits[last - 1].value)
                #expect(latest["other"] == nil)
            }
        }
    }

    private func permutations<Element>(_ elements: [Element]) -> [[Element]] {
        guard elements.count > 1 else { return [elements] }
        return elements.indices.flatMap { index in
            var rest = elements
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}
