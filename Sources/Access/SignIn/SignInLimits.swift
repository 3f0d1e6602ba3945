/// How many wrong tokens are looked at: from each network of clients, and from all together.
///
/// Who has used up its tries is refused without being told whether the next one is right, but for a token that was right
/// from the same network before: one client that keeps trying does not shut out its neighbours.
struct SignInLimits: Sendable {
    /// From one network: twenty, and another every three seconds.
    static let ofNetwork = TokenBucket.Rate(burst: 20, interval: .seconds(3))
    /// From all: two hundred, and ten more every second.
    static let ofAll = TokenBucket.Rate(burst: 200, interval: .milliseconds(100))
    /// Networks that are remembered.
    static let networks = 10_000
    /// Tokens of a network that are remembered to be right.
    private static let trustedTokens = 64

    private struct Attempts {
        var bucket: TokenBucket
        var trusted: Set<TokenDigest> = []
    }

    private var all: TokenBucket
    private var attempts: [ClientNetwork: Attempts] = [:]

    init(at now: ContinuousClock.Instant) {
        all = TokenBucket(at: now)
    }

    var rememberedNetworks: Int { attempts.count }

    /// Counts an attempt.
    /// - Parameters:
    ///   - network: Where it comes from.
    ///   - digest: Of the token that was sent.
    ///   - isRight: Whether it is a token that there is.
    /// - Returns: The time to wait before another attempt is looked at; `nil` when this one was.
    mutating func attempt(
        from network: ClientNetwork, with digest: TokenDigest, isRight: Bool, at now: ContinuousClock.Instant
    ) -> Duration? {
        // One that was right and was revoked since.
        if !isRight { attempts[network]?.trusted.remove(digest) }
        if let wait = wait(from: network, with: digest, at: now) { return wait }
        makeRoom(for: network, at: now)
        var state = attempts[network] ?? Attempts(bucket: TokenBucket(at: now))
        if isRight {
            if state.trusted.count >= Self.trustedTokens { state.trusted.removeAll() }
            state.trusted.insert(digest)
        } else {
            state.bucket.take(Self.ofNetwork, at: now)
            all.take(Self.ofAll, at: now)
        }
        attempts[network] = state
        return nil
    }

    /// The time to wait before an attempt is looked at; `nil` when one is.
    func wait(
        from network: ClientNetwork, with digest: TokenDigest, at now: ContinuousClock.Instant
    ) -> Duration? {
        if attempts[network]?.trusted.contains(digest) == true { return nil }
        let own = attempts[network]?.bucket.wait(Self.ofNetwork, at: now)
        return [own, all.wait(Self.ofAll, at: now)].compactMap { $0 }.max()
    }

    /// Forgets networks without a recent failure when there are too many, then any.
    private mutating func makeRoom(for network: ClientNetwork, at now: ContinuousClock.Instant) {
        guard attempts[network] == nil, attempts.count >= Self.networks else { return }
        attempts = attempts.filter { !$0.value.bucket.isFull(at: now) }
        if attempts.count >= Self.networks, let any = attempts.first?.key { attempts[any] = nil }
    }
}
