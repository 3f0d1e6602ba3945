import MeridianCore
import Specification
import TestSupport
import Testing

@Suite struct DoubtsTests {
    private func doubts(_ routes: [(String, [HTTPMethod], String)]) throws -> [String] {
        let functions = routes.map { name, methods, path in
            FunctionManifest(name: FunctionName(name)!, triggers: [.http(HTTPTrigger(methods: methods, path: path))])
        }
        let specification = try ServiceSpecification.parse("service: venue")
        return Manifest(service: specification.service, functions: functions)
            .doubts(specification: specification, now: 0).map(\.message)
    }

    private func message(_ hidden: String, _ methods: String, _ route: String, _ hiding: String, _ takes: String)
        -> [String]
    {
        let (path, function) = (hiding.split(separator: " ")[0], hiding.split(separator: " ")[1])
        return [
            "function '\(hidden)' does not get \(methods) '\(path)' by its route '\(route)': that path belongs to "
                + "function '\(function)', which takes \(takes) only"
        ]
    }

    @Test func aLiteralPathHidesTheOtherMethods() throws {
        let found = try doubts([("item", [.get], "/items/{id}"), ("search", [.post], "/items/search")])
        #expect(found == message("item", "GET", "/items/{id}", "/items/search search", "POST"))
    }

    @Test func aParameterHidesTheRestOfAPath() throws {
        let found = try doubts([("files", [.get, .put], "/files/{path*}"), ("file", [.get], "/files/{id}")])
        #expect(found == message("files", "PUT", "/files/{path*}", "/files/{id} file", "GET"))
    }

    @Test func allMethodsAreMoreThanSome() throws {
        let found = try doubts([("app", [], "/*"), ("home", [.get], "/home")])
        #expect(found == message("app", "other methods", "/*", "/home home", "GET"))
    }

    @Test func whatStandsWellBesideEachOtherIsNotReported() throws {
        #expect(
            try doubts([
                ("item", [.get], "/items/{id}"), ("new", [.get], "/items/new"), ("make", [.post], "/items"),
                ("head", [.head], "/things/{id}"), ("thing", [.get], "/things/one"),
                ("both", [.get, .post], "/both/{id}"), ("first", [.get], "/both/one"), ("second", [.post], "/both/one"),
                ("left", [.get], "/a/{x}/b"), ("right", [.post], "/a/c/{y}/d"), ("all", [.get], "/x/{y}"),
                ("any", [], "/x/z"),
            ]).isEmpty)
    }

    /// Where the router answers 405 although another route has the method, there is a doubt, and only there.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func agreesWithTheRouter(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let segments = ["a", "b", "{x}", "{y}"]
        let methods: [HTTPMethod] = [.get, .post, .put]
        for _ in 0..<80 {
            var routes: [(String, [HTTPMethod], String)] = []
            for index in 0..<(2 + random.next(below: 3)) {
                var path = ""
                var names: Set<String> = []
                for _ in 0..<(1 + random.next(below: 3)) {
                    let segment = segments[random.next(below: segments.count)]
                    path += "/" + (segment.hasPrefix("{") && !names.insert(segment).inserted ? "a" : segment)
                }
                if random.next(below: 3) == 0 { path += random.next(below: 2) == 0 ? "/{rest*}" : "/*" }
                let wanted = random.next(below: 5) == 0 ? [] : [methods[random.next(below: 3)]]
                routes.append(("f\(index)", wanted, path))
            }
            let patterns = try routes.map { (methods: $0.1, pattern: try PathPattern($0.2), target: $0.0) }
            guard let router = try? Router(patterns) else { continue }
            let doubts = try doubts(routes)
            var loses = false
            for path in Self.paths {
                for method in methods + [.delete] {
                    guard case .methodNotAllowed = router.match(method, path: path) else { continue }
                    loses =
                        loses
                        || patterns.contains {
                            $0.pattern.parameters(of: path) != nil
                                && ($0.methods.isEmpty || $0.methods.contains(method))
                        }
                }
            }
            #expect(loses == !doubts.isEmpty, "\(routes) \(doubts)")
        }
    }

    private static let paths: [String] = {
        var all = [""]
        var paths: [String] = []
        for _ in 0..<4 {
            all = all.flatMap { base in ["a", "b", "c"].map { "\(base)/\($0)" } }
            paths += all
        }
        return paths + paths.map { $0 + "/" }
    }()

    @Test func aTimerOnADayThatNeverComesIsReported() throws {
        let specification = try ServiceSpecification.parse(
            """
            service: venue
            functions:
              sweep:
                triggers:
                  - timer: { cron: "0 0 30 2 *" }
                  - timer: { cron: "0 0 29 2 *" }
                  - timer: { at: 2023-11-14T22:13:20Z }
                  - timer: { at: 2023-11-14T22:13:21Z }
            """, file: "f.yml")
        let manifest = try Manifest.merging(
            declared: [FunctionManifest(name: FunctionName("sweep")!, triggers: [])], specification: specification)
        #expect(
            manifest.doubts(specification: specification, now: 1_700_000_000).map(\.description) == [
                "f.yml:5:9: warning: MER-4019: the timer '0 0 30 2 *' of function 'sweep' is never due",
                "f.yml:7:9: warning: MER-4019: the timer 'at 2023-11-14T22:13:20Z' of function 'sweep' is never due",
            ])
    }
}
