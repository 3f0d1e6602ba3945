/// Finds the word that was probably meant.
enum Suggestion {
    /// The candidate that differs from `word` only in case, or by at most two edits and in at most half its
    /// letters; `nil` when none does.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        // Longer words can't be two edits away from a known one, and the distance is quadratic in their length.
        guard word.utf8.count <= 128 else { return nil }
        let lowered = Array(word.lowercased().unicodeScalars)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().unicodeScalars)
            let distance = distance(lowered, other)
            guard distance <= 2, distance * 2 <= max(other.count, lowered.count) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// The Levenshtein distance: the fewest insertions, deletions and substitutions that turn one into the other.
    static func distance<Element: Equatable>(_ left: [Element], _ right: [Element]) -> Int {
        var previous = Array(0...right.count)
        for (row, element) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                current.append(
                    min(previous[column + 1] + 1, current[column] + 1, previous[column] + (element == other ? 0 : 1)))
            }
            previous = current
        }
        return previous[right.count]
    }
}
