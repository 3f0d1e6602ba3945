import JSONCodec

/// ``Order`` again, written out as `@JSONCodable` does.
enum Direct {
    struct Order: Codable, Equatable, JSONDecodable, JSONEncodable {
        var id: Int
        var state: String
        var customer: Customer
        var lines: [Line]
        var total: Double
        var note: String?
        var coupon: String?
        var createdAt: String

        private static let jsonKeys = JSONKeys(
            "id", "state", "customer", "lines", "total", "note", "coupon", "createdAt")

        init(json reader: inout JSONReader) throws {
            var id: Int?
            var state: String?
            var customer: Customer?
            var lines: [Line]?
            var total: Double?
            var note: String?
            var coupon: String?
            var createdAt: String?
            var key = -1
            try reader.beginObject()
            while try reader.nextKey(in: Self.jsonKeys, &key) {
                switch key {
                case 0: id = try reader.decode(Int.self)
                case 1: state = try reader.decode(String.self)
                case 2: customer = try reader.decode(Customer.self)
                case 3: lines = try reader.decode([Line].self)
                case 4: total = try reader.decode(Double.self)
                case 5: note = try reader.decode(String?.self)
                case 6: coupon = try reader.decode(String?.self)
                case 7: createdAt = try reader.decode(String.self)
                default: try reader.skipValue()
                }
            }
            guard let id else { throw reader.missing("id") }
            guard let state else { throw reader.missing("state") }
            guard let customer else { throw reader.missing("customer") }
            guard let lines else { throw reader.missing("lines") }
            guard let total else { throw reader.missing("total") }
            guard let createdAt else { throw reader.missing("createdAt") }
            self.id = id
            self.state = state
            self.customer = customer
            self.lines = lines
            self.total = total
            self.note = note
            self.coupon = coupon
            self.createdAt = createdAt
        }

        func write(json writer: inout JSONWriter) throws {
            writer.beginObject()
            writer.key(Self.jsonKeys, 0)
            try writer.encode(id)
            writer.key(Self.jsonKeys, 1)
            try writer.encode(state)
            writer.key(Self.jsonKeys, 2)
            try writer.encode(customer)
            writer.key(Self.jsonKeys, 3)
            try writer.encode(lines)
            writer.key(Self.jsonKeys, 4)
            try writer.encode(total)
            if let note {
                writer.key(Self.jsonKeys, 5)
                try writer.encode(note)
            }
            if let coupon {
                writer.key(Self.jsonKeys, 6)
                try writer.encode(coupon)
            }
            writer.key(Self.jsonKeys, 7)
            try writer.encode(createdAt)
            writer.endObject()
        }
    }

    struct Customer: Codable, Equatable, JSONDecodable, JSONEncodable {
        var id: Int
        var name: String
        var email: String
        var phone: String?
        var isMember: Bool

        private static let jsonKeys = JSONKeys("id", "name", "email", "phone", "isMember")

        init(json reader: inout JSONReader) throws {
            var id: Int?
            var name: String?
            var email: String?
            var phone: String?
            var isMember: Bool?
            var key = -1
            try reader.beginObject()
            while try reader.nextKey(in: Self.jsonKeys, &key) {
                switch key {
                case 0: id = try reader.decode(Int.self)
                case 1: name = try reader.decode(String.self)
                case 2: email = try reader.decode(String.self)
                case 3: phone = try reader.decode(String?.self)
                case 4: isMember = try reader.decode(Bool.self)
                default: try reader.skipValue()
                }
            }
            guard let id else { throw reader.missing("id") }
            guard let name else { throw reader.missing("name") }
            guard let email else { throw reader.missing("email") }
            guard let isMember else { throw reader.missing("isMember") }
            self.id = id
            self.name = name
            self.email = email
            self.phone = phone
            self.isMember = isMember
        }

        func write(json writer: inout JSONWriter) throws {
            writer.beginObject()
            writer.key(Self.jsonKeys, 0)
            try writer.encode(id)
            writer.key(Self.jsonKeys, 1)
            try writer.encode(name)
            writer.key(Self.jsonKeys, 2)
            try writer.encode(email)
            if let phone {
                writer.key(Self.jsonKeys, 3)
                try writer.encode(phone)
            }
            writer.key(Self.jsonKeys, 4)
            try writer.encode(isMember)
            writer.endObject()
        }
    }

    struct Line: Codable, Equatable, JSONDecodable, JSONEncodable {
        var item: Int
        var title: String
        var price: Double
        var count: Int
        var tags: [String]

        private static let jsonKeys = JSONKeys("item", "title", "price", "count", "tags")

        init(json reader: inout JSONReader) throws {
            var item: Int?
            var title: String?
            var price: Double?
            var count: Int?
            var tags: [String]?
            var key = -1
            try reader.beginObject()
            while try reader.nextKey(in: Self.jsonKeys, &key) {
                switch key {
                case 0: item = try reader.decode(Int.self)
                case 1: title = try reader.decode(String.self)
                case 2: price = try reader.decode(Double.self)
                case 3: count = try reader.decode(Int.self)
                case 4: tags = try reader.decode([String].self)
                default: try reader.skipValue()
                }
            }
            guard let item else { throw reader.missing("item") }
            guard let title else { throw reader.missing("title") }
            guard let price else { throw reader.missing("price") }
            guard let count else { throw reader.missing("count") }
            guard let tags else { throw reader.missing("tags") }
            self.item = item
            self.title = title
            self.price = price
            self.count = count
            self.tags = tags
        }

        func write(json writer: inout JSONWriter) throws {
            writer.beginObject()
            writer.key(Self.jsonKeys, 0)
            try writer.encode(item)
            writer.key(Self.jsonKeys, 1)
            try writer.encode(title)
            writer.key(Self.jsonKeys, 2)
            try writer.encode(price)
            writer.key(Self.jsonKeys, 3)
            try writer.encode(count)
            writer.key(Self.jsonKeys, 4)
            try writer.encode(tags)
            writer.endObject()
        }
    }
}
