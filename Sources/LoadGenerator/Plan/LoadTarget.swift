public import MeridianCore

/// One kind of request of a mix.
public struct LoadTarget: Sendable, Hashable {
    /// What reports call it.
    public var name: String
    public var method: HTTPMethod
    /// With its query.
    public var path: String
    public var headers: [String: String]
    public var body: String
    /// Its part of the mix, beside those of the other targets.
    public var weight: Double

    public init(
        _ name: String, method: HTTPMethod = .get, path: String, headers: [String: String] = [:], body: String = "",
        weight: Double = 1
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.weight = weight
    }
}

/// Picks targets by their weights.
struct TargetMix: Sendable {
    private let bounds: [Double]

    /// - Parameter targets: At least one, with weights of 0 or more that are not all 0.
    init(_ targets: [LoadTarget]) {
        var sum = 0.0
        bounds = targets.map { target in
            sum += target.weight
            return sum
        }
    }

    /// - Returns: The position of a target.
    func pick(using draw: inout LoadDraw) -> Int {
        let place = draw.unit() * (bounds.last ?? 0)
        return bounds.firstIndex { place < $0 } ?? bounds.count - 1
    }
}
