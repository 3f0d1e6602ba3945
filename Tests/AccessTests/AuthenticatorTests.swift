import MeridianCore
import Persistence
import Synchronization
import Testing

@testable import Access

@Suite struct AuthenticatorTests {
    /// Clocks that tests set.
    private final class Clocks: Sendable {
        private let passed = Mutex(Duration.zero)
        private let start = ContinuousClock.now

        func advance(_ duration: Duration) { passed.withLock { $0 += duration } }

        var instant: ContinuousClock.Instant { start + passed.withLock { $0 } }
        var time: Timestamp {
            Timestamp(milliseconds: 1_000_000 + passed.withLock { $0.components.seconds } * 1_000)
        }
    }

    private let clocks = Clocks()
    private let tokens = TokenStore(documents: MemoryDocumentStore())
    private let authenticator: Authenticator

    init() {
        authenticator = Authenticator(
            owner: "the-owners-token", tokens: tokens, instant: { [clocks] in clocks.instant },
            time: { [clocks] in clocks.time })
    }

    private func sign(_ token: String?, from client: String? = "192.0.2.1") -> Result<Principal, MeridianError> {
        Result { () throws(MeridianError) in
            try authenticator.authenticate(authorization: token.map { "Bearer \($0)" }, client: client)
        }
    }

    private func code(_ token: String?, from client: String? = "192.0.2.1") -> ErrorCode? {
        if case .failure(let error) = sign(token, from: client) { error.code } else { nil }
    }

    private func makeToken(lifetime: Int64? = nil) async throws -> String {
        let expiry = lifetime.map { Timestamp(milliseconds: clocks.time.milliseconds + $0 * 1_000) }
        return try await tokens.create(
            "ci", grants: [Grant(.viewer)], expiresAt: expiry, by: .owner, at: clocks.time
        ).secret.value
    }

    @Test(arguments: [
        ("Bearer the-owners-token", true), ("bearer the-owners-token", true), ("Bearer the-owners-tokeN", false),
        ("Bearer the-owners-token ", false), ("Bearer  the-owners-token", false), ("Bearer ", false),
        ("Bearer", false), ("", false), ("Basic the-owners-token", false), ("Bearer the-owners-tokenn", false),
        ("the-owners-token", false),
    ])
    func theOwnersTokenIsTheOwners(authorization: String, opens: Bool) {
        let found = try? authenticator.authenticate(authorization: authorization, client: nil)
        #expect(found == (opens ? .owner : nil))
    }

    @Test func aTokenIsGoodUntilItExpires() async throws {
        let token = try await makeToken(lifetime: 60)
        #expect(try sign(token).get() == Principal(name: "ci", grants: [Grant(.viewer)]))
        clocks.advance(.seconds(59))
        #expect(code(token) == nil)
        clocks.advance(.seconds(1))
        #expect(code(token) == .tokenExpired)
        #expect(code("mrd_00") == .unauthorized)
        #expect(code(nil) == .unauthorized)
    }

    @Test func theTimeOfTheLastUseIsKeptToTheMinute() async throws {
        let token = try await makeToken()
        let first = clocks.time
        for _ in 0..<3 {
            _ = sign(token)
            clocks.advance(.seconds(19))
        }
        #expect(tokens.all.map(\.lastUsedAt) == [first])
        clocks.advance(.seconds(3))
        _ = sign(token)
        #expect(tokens.all.map(\.lastUsedAt) == [clocks.time])
    }

    @Test func wrongTokensAreLimitedByNetwork() throws {
        for attempt in 0..<SignInLimits.ofNetwork.burst { #expect(code("wrong-\(attempt)") == .unauthorized) }
        let refusal = #expect(throws: MeridianError.self) { try sign("wrong").get() }
        #expect(refusal?.code == .tooManySignIns)
        #expect(refusal?.status == 429)
        #expect(refusal?.retryAfter == 3)
        #expect(code("the-owners-token") == .tooManySignIns, "nothing is told while too many are wrong")
        #expect(code("wrong", from: "192.0.2.2") == .unauthorized)
        clocks.advance(.seconds(3))
        #expect(code("the-owners-token") == nil)
        #expect(code("wrong") == .unauthorized)
        #expect(code("wrong") == .tooManySignIns)
        #expect(code("the-owners-token") == nil, "it was right from here before")
    }

    @Test func wrongTokensAreLimitedFromEverywhere() {
        for attempt in 0..<SignInLimits.ofAll.burst {
            #expect(code("wrong", from: "10.0.\(attempt / 10).1") == .unauthorized)
        }
        #expect(code("wrong", from: "10.1.0.1") == .tooManySignIns)
        clocks.advance(.milliseconds(100))
        #expect(code("wrong", from: "10.1.0.1") == .unauthorized)
        #expect(code("wrong", from: "10.1.0.2") == .tooManySignIns)
    }

    @Test func noTokenIsNoAttempt() {
        for _ in 0..<(2 * SignInLimits.ofNetwork.burst) { #expect(code(nil) == .unauthorized) }
        #expect(code("the-owners-token") == nil)
    }

    @Test func anIPv6NetworkIsOneClient() {
        for attempt in 0..<SignInLimits.ofNetwork.burst {
            #expect(code("wrong", from: "2001:db8:1:2::\(attempt)") == .unauthorized)
        }
        #expect(code("wrong", from: "2001:db8:1:2:a:b:c:d") == .tooManySignIns)
        #expect(code("wrong", from: "2001:db8:1:3::1") == .unauthorized)
    }

    @Test(arguments: [
        ("2001:db8::1", "2001:db8:0:0:5::", true), ("::1", "::2", true), ("1:2:3:4:5:6:7:8", "1:2:3:4::", true),
        ("1:2:3:4::", "1:2:3:5::", false), ("::ffff:192.0.2.1", "192.0.2.1", true),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false), ("192.0.2.1", "192.0.2.2", false),
    ])
    func networksAreTold(one: String, other: String, isSame: Bool) {
        #expect((ClientNetwork(one) == ClientNetwork(other)) == isSame)
    }

    @Test func onlySoManyNetworksAreRemembered() {
        var limits = SignInLimits(at: clocks.instant)
        let digest = TokenDigest(of: "wrong")
        for number in 0..<(SignInLimits.networks + 500) {
            clocks.advance(.seconds(1))
            let network = ClientNetwork("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
            #expect(limits.attempt(from: network, with: digest, isRight: false, at: clocks.instant) == nil)
        }
        #expect(limits.rememberedNetworks <= SignInLimits.networks)
    }
}
