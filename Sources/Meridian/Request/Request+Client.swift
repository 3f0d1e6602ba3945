import MeridianCore

extension Request {
    /// The address of the client, by `x-forwarded-for`: a gateway or an app adds to it the address that a connection
    /// comes from, and so do proxies. What a client says of itself stands before that and is not believed.
    /// - Parameter proxies: How many proxies of one's own stand between the clients and the gateway or app.
    /// - Returns: `nil` when nobody has named so many addresses.
    public func clientAddress(behind proxies: Int = 0) -> String? {
        let addresses = fields.values("x-forwarded-for").flatMap { $0.split(separator: ",") }
        guard proxies >= 0, addresses.count > proxies else { return nil }
        let address = addresses[addresses.count - 1 - proxies].drop { $0 == " " || $0 == "\t" }
        return String(address.prefix { $0 != " " && $0 != "\t" })
    }
}
