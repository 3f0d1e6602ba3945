import MeridianCore
import Synchronization

/// Lets each client make so many requests in a period and answers the others 429 (`MER-1403`), with `retry-after` and
/// the fields `ratelimit` and `ratelimit-policy` (draft-ietf-httpapi-ratelimit-headers-10).
///
/// Each client has a bucket of tokens that fills steadily: it may spend all of them at once. The buckets are in the
/// memory of the process, so this limits an ordinary app; on a platform, limits belong to the gateway.
public struct RateLimit: Interceptor {
    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    private final class Buckets: Sendable {
        let all = Mutex<[String: Bucket]>([:])
    }

    private let capacity: Double
    private let period: Duration
    private let maxClients: Int
    private let key: @Sendable (Request, Context) -> String?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let buckets = Buckets()

    /// - Parameters:
    ///   - requests: The most requests of a client in a period.
    ///   - period: The time in which an empty bucket fills.
    ///   - maxClients: The clients that are remembered. Those with a full bucket are forgotten first; when none has,
    ///     all are.
    ///   - key: Names the client; requests that it returns `nil` for are not limited. Unless told otherwise it is
    ///     ``Request/clientAddress(behind:)`` with no proxies; those without an address are one client.
    public init(
        _ requests: Int, per period: Duration, maxClients: Int = 10_000,
        key: @escaping @Sendable (Request, Context) -> String? = { request, _ in
            request.clientAddress() ?? "unknown"
        }
    ) {
        self.init(requests, per: period, maxClients: maxClients, now: { .now }, key: key)
    }

    init(
        _ requests: Int, per period: Duration, maxClients: Int, now: @escaping @Sendable () -> ContinuousClock.Instant,
        key: @escaping @Sendable (Request, Context) -> String?
    ) {
        capacity = Double(max(1, requests))
        self.period = period
        self.maxClients = max(1, maxClients)
        self.now = now
        self.key = key
    }

    private enum Left: ContextKey { typealias Value = String }

    public func before(_ request: inout Request, _ context: Context) throws -> Response? {
        guard let client = key(request, context) else { return nil }
        let (isAllowed, tokens) = take(client)
        let secondsToToken = seconds(tokens: 1 - min(1, tokens))
        let left = "\"default\";r=\(Int(tokens));t=\(seconds(tokens: capacity - tokens))"
        guard isAllowed else {
            var problem = Problem(
                .rateLimited, "too many requests; try again in \(secondsToToken) seconds", status: 429)
            problem.fields.append("retry-after", "\(secondsToToken)")
            problem.fields.append("ratelimit-policy", policy)
            problem.fields.append("ratelimit", left)
            throw problem
        }
        context[Left.self] = left
        return nil
    }

    public func after(_ response: inout Response, _ request: Request, _ context: Context) {
        guard let left = context[Left.self] else { return }
        response.fields.set("ratelimit-policy", policy)
        response.fields.set("ratelimit", left)
    }

    private var policy: String { "\"default\";q=\(Int(capacity));w=\(seconds(tokens: capacity))" }

    /// The whole seconds in which tokens come, at least one.
    private func seconds(tokens: Double) -> Int {
        max(1, Int((tokens / capacity * (period / .seconds(1))).rounded(.up)))
    }

    private func take(_ client: String) -> (isAllowed: Bool, tokens: Double) {
        let now = now()
        return buckets.all.withLock { buckets in
            var bucket = buckets[client] ?? Bucket(tokens: capacity, filled: now)
            fill(&bucket, now)
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            if buckets[client] == nil, buckets.count >= maxClients {
                for (name, var other) in buckets {
                    fill(&other, now)
                    if other.tokens >= capacity { buckets[name] = nil }
                }
                if buckets.count >= maxClients { buckets = [:] }
            }
            buckets[client] = bucket
            return (isAllowed, bucket.tokens)
        }
    }

    private func fill(_ bucket: inout Bucket, _ now: ContinuousClock.Instant) {
        bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filled) / period * capacity)
        bucket.filled = now
    }
}
