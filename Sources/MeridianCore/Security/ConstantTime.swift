/// Comparisons that take the same time wherever two values differ, so that nobody finds out byte by byte what is expected.
package enum ConstantTime {
    /// Whether two values, such as digests, are the same; the time tells their lengths only.
    package static func isSame(_ left: some Collection<UInt8>, as right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
