import FoundationEssentials
import MeridianCore
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct ParameterTests {
    enum Order: String, ParameterConvertible { case price, name }

    private func problem<Value>(_ body: () throws(Problem) -> Value) -> Problem? {
        do throws(Problem) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func pathParametersAreDecoded() throws {
        let request = try Request.sketched("/shops/caf%C3%A9/items/7?x=1", pattern: "/shops/{shop}/items/{id}")
        #expect(try request.parameter("shop") == "café")
        #expect(try request.parameter("id", as: Int.self) == 7)
        let rest = try Request.sketched("/assets/css/site.css", pattern: "/assets/{path*}")
        #expect(try rest.parameter("path") == "css/site.css")
    }

    @Test func everyTypeIsRead() throws {
        let id = UUID()
        let target =
            "/?i=-7&u=8&d=1.5&f=0.25&b=true&n=0&s=a+b%26c&o=price&id=\(id.uuidString)&i8=127&u64=18446744073709551615"
        let request = try Request.sketched(target)
        #expect(try request.query("i", as: Int.self) == -7)
        #expect(try request.query("u", as: UInt16.self) == 8)
        #expect(try request.query("d", as: Double.self) == 1.5)
        #expect(try request.query("f", as: Float.self) == 0.25)
        #expect(try request.query("b", as: Bool.self))
        #expect(try !request.query("n", as: Bool.self))
        #expect(try request.query("s", as: String.self) == "a b&c")
        #expect(try request.query("o", as: Order.self) == .price)
        #expect(try request.query("id", as: UUID.self) == id)
        #expect(try request.query("i8", as: Int8.self) == 127)
        #expect(try request.query("u64", as: UInt64.self) == .max)
        #expect(try request.query("none", as: Int?.self) == nil)
        #expect(try request.query("i", as: Int?.self) == -7)
        #expect(try request.query("none", default: 3) == 3)
    }

    @Test(arguments: [
        ("i=x", "Int"), ("i=1.5", "Int"), ("i=", "Int"), ("i=99999999999999999999", "Int"),
        ("d=nan", "Double"), ("d=inf", "Double"), ("b=yes", "Bool"), ("o=size", "Order"), ("u=-1", "UInt8"),
        ("id=7", "UUID"),
    ])
    func aBadValueNamesTheFieldAndItsType(query: String, type: String) throws {
        let request = try Request.sketched("/?" + query)
        let name = String(query.prefix { $0 != "=" })
        let problem = problem { () throws(Problem) in
            switch type {
            case "Int": _ = try request.query(name, as: Int.self)
            case "Double": _ = try request.query(name, as: Double?.self)
            case "Bool": _ = try request.query(name, default: true)
            case "Order": _ = try request.query(name, as: Order.self)
            case "UInt8": _ = try request.query(name, as: UInt8.self)
            default: _ = try request.query(name, as: UUID.self)
            }
        }
        #expect(problem?.status == 400)
        #expect(problem?.code == .badParameter)
        #expect(problem?.extensions == ["field": .string(name), "in": "query"])
        #expect(problem?.detail?.contains("'\(name)'") == true)
        #expect(problem?.detail?.hasSuffix("no \(type)") == true)
    }

    enum Kind: String, Codable { case hall, stand }

    @Test func otherDecodableTypesAreRead() throws {
        let request = try Request.sketched(
            "/?at=2026-11-24T12%3A00%3A00Z&u=https%3A%2F%2Fa%2Fb&k=hall&bad=x", fields: ["x-kind": "stand"])
        #expect(try request.query("at", as: Date.self) == Date(timeIntervalSince1970: 1_795_521_600))
        #expect(try request.query("u", as: URL.self).absoluteString == "https://a/b")
        #expect(try request.query("k", as: Kind?.self) == .hall)
        #expect(try request.query("none", as: Kind?.self) == nil)
        #expect(try request.query("none", default: Kind.stand) == .stand)
        #expect(try request.header("x-kind", as: Kind.self) == .stand)
        let problem = problem { () throws(Problem) in try request.query("bad", as: Date.self) }
        #expect(problem?.detail == "the query parameter 'bad' is 'x', which is no Date")
        #expect(self.problem { () throws(Problem) in try request.query("none", as: UUID.self) }?.status == 400)
    }

    @Test func aMissingValueNamesTheField() throws {
        let request = try Request.sketched("/x", pattern: "/{id}")
        #expect(
            problem { () throws(Problem) in try request.query("page", as: Int.self) }?.detail
                == "the query parameter 'page' is missing")
        #expect(
            problem { () throws(Problem) in try request.header("x-trace", as: Int.self) }?.detail
                == "the header field 'x-trace' is missing")
        #expect(
            problem { () throws(Problem) in try request.cookie("session", as: String.self) }?.detail
                == "the cookie 'session' is missing")
        #expect(
            problem { () throws(Problem) in try request.parameter("name", as: String.self) }?.detail
                == "the path parameter 'name' is missing")
    }

    @Test(arguments: [
        "/", "/?", "/?a", "/?a=", "/?a=1", "/?b=2&a=1&a=3", "/?a=1=2", "/?=1&a=2", "/?%61=1", "/?a%3D=1", "/?&&a=1&",
        "/?aa=1&a=2", "/?a+b=1&a%20b=2", "/?a=%zz", "/?a?b=1", "/?b&a", "/?&", "/?=", "/?%61%62=1&ab=2", "/?a=1?b=2",
    ])
    func oneItemIsFoundAsAllAreRead(target: String) throws {
        let request = try Request.sketched(target)
        for name in ["a", "b", "ab", "a b", "a=", "", "aa", "a?b"] {
            #expect(request.head.queryValue(name) == request.query[name], "\(name) in \(target)")
        }
    }

    @Test func headersAndCookiesAreRead() throws {
        let request = try Request.sketched(
            "/", fields: ["x-count": "3", "cookie": "a=1; b=\"two\"", "Cookie": "c=3;bad; d = 4 "])
        #expect(try request.header("X-Count", as: Int.self) == 3)
        #expect(try request.header("x-none", default: 9) == 9)
        #expect(request.cookies.items.map { "\($0.name)=\($0.value)" } == ["a=1", "b=two", "c=3", "d=4"])
        #expect(try request.cookie("a", as: Int.self) == 1)
        #expect(try request.cookie("z", default: "none") == "none")
        #expect(try request.cookie("z", as: String?.self) == nil)
    }

    @Test func aLongValueIsCutInTheMessage() throws {
        let request = try Request.sketched("/?i=" + String(repeating: "x", count: 5_000))
        let detail = problem { () throws(Problem) in try request.query("i", as: Int.self) }?.detail
        #expect((detail?.count ?? 0) < 200)
    }
}
