/// What client and server have agreed on for compressed messages (RFC 7692 §7.1).
struct DeflateAgreement: Equatable {
    static let name = "permessage-deflate"
    private static let widestWindow = 15
    /// zlib has no smaller one for what it compresses without a head.
    private static let narrowestWindow = 9

    /// Whether each message of the server is compressed without those before it.
    var serverForgets = false
    /// Whether each message of the client is.
    var clientForgets = false
    /// The bound that the client has set to ``serverWindow``.
    private var askedWindow: Int?

    /// The logarithm of the bytes that the server looks back, at most.
    var serverWindow: Int { askedWindow ?? Self.widestWindow }

    /// Takes the first offer that can be taken.
    /// - Parameter offers: The values of `Sec-WebSocket-Extensions`.
    /// - Returns: `nil` when there is none.
    init?(_ offers: [String], _ compression: WebSocketCompression) {
        guard compression != .off else { return nil }
        for offer in offers.flatMap({ $0.split(separator: ",") }) {
            guard let agreement = DeflateAgreement(offer: offer) else { continue }
            self = agreement
            if compression == .eachMessage {
                serverForgets = true
                clientForgets = true
            }
            return
        }
        return nil
    }

    private init?(offer: Substring) {
        let parts = offer.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmed)
        guard parts[0] == Self.name else { return nil }
        var seen: Set<Substring> = []
        for part in parts.dropFirst() {
            let equals = part.firstIndex(of: "=")
            let name = part[..<(equals ?? part.endIndex)].trimmed
            let value = equals.map { Self.unquoted(part[part.index(after: $0)...].trimmed) }
            guard seen.insert(name).inserted, take(name, value) else { return nil }
        }
    }

    /// - Returns: Whether the parameter can be taken.
    private mutating func take(_ name: Substring, _ value: Substring?) -> Bool {
        switch name {
        case "server_no_context_takeover" where value == nil:
            serverForgets = true
        case "client_no_context_takeover" where value == nil:
            clientForgets = true
        case "server_max_window_bits":
            guard let bits = value.flatMap(Self.window), bits >= Self.narrowestWindow else { return false }
            askedWindow = bits
        case "client_max_window_bits":
            // The client may be told to use a smaller window; what is expanded here can be from any.
            return value == nil || value.flatMap(Self.window) != nil
        default: return false
        }
        return true
    }

    /// What the client is answered.
    var field: String {
        var field = Self.name
        if serverForgets { field += "; server_no_context_takeover" }
        if clientForgets { field += "; client_no_context_takeover" }
        if let askedWindow { field += "; server_max_window_bits=\(askedWindow)" }
        return field
    }

    /// A number from 8 to 15 without leading zeros.
    private static func window(_ text: Substring) -> Int? {
        guard let bits = Int(text), (8...widestWindow).contains(bits), String(bits) == text else { return nil }
        return bits
    }

    private static func unquoted(_ text: Substring) -> Substring {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
        return text.dropFirst().dropLast()
    }
}

extension Substring {
    /// Without the blanks around it that a field may have (RFC 9110 §5.6.3).
    var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
