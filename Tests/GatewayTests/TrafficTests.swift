import MeridianCore
import TestSupport
import Testing

@testable import Gateway

@Suite struct TrafficTests {
    private static let shop = ServiceName("shop")!

    private func table(_ live: Traffic) -> RoutingTable {
        RoutingTable(services: [ServiceRoutes(Self.shop, live: live)], defaultService: nil)
    }

    @Test(arguments: [1, 10, 50, 99])
    func aCandidateGetsItsShare(weight: Int) async throws {
        try await RoutedReleases.with(2) { releases in
            let table = table(Traffic(releases[1], candidate: .init(releases[2], weight: weight)))
            // With a fixed seed the same requests are drawn each time.
            var draws = TrafficDraws(seed: 7)
            let count = 100_000
            var taken = 0
            for _ in 0..<count where table.release(host: "shop.localhost", draws: &draws) == 2 { taken += 1 }
            let share = Double(weight) / 100
            // Five standard deviations of a binomial distribution.
            let bound = 5 * (Double(count) * share * (1 - share)).squareRoot()
            #expect(abs(Double(taken) - Double(count) * share) < bound, "\(taken) of \(count)")
        }
    }

    @Test(arguments: [RequestKey(.header, "X-Customer"), RequestKey(.cookie, "session"), RequestKey(.query, "user")])
    func aKeyStaysWithItsReleaseWhileTheWeightGrows(key: RequestKey) async throws {
        try await RoutedReleases.with(2) { releases in
            var draws = TrafficDraws(seed: 1)
            var former: Set<Int> = []
            for weight in [1, 10, 40, 99] {
                let table = table(
                    Traffic(releases[1], candidate: .init(releases[2], weight: weight), sticky: key))
                func release(_ customer: Int) -> Int? {
                    switch key.place {
                    case .header:
                        table.release(
                            host: "shop.localhost", fields: ["x-customer": "customer-\(customer)"], draws: &draws)
                    case .cookie:
                        table.release(
                            host: "shop.localhost", fields: ["cookie": "a=b; session=customer-\(customer)"],
                            draws: &draws)
                    case .query:
                        table.release(
                            host: "shop.localhost", target: "/?a=b&user=customer-\(customer)", draws: &draws)
                    }
                }
                let taken = Set((0..<10_000).filter { release($0) == 2 })
                #expect(taken == Set((0..<10_000).filter { release($0) == 2 }))
                #expect(taken.isSuperset(of: former))
                let share = Double(weight) / 100
                #expect(abs(Double(taken.count) - 10_000 * share) < 5 * (10_000 * share * (1 - share)).squareRoot())
                former = taken
            }
        }
    }

    @Test func theFirstRuleThatMatchesDecides() async throws {
        try await RoutedReleases.with(4) { releases in
            let table = table(
                Traffic(
                    releases[1],
                    rules: [
                        .init(RequestKey(.header, "X-Tester"), equals: "yes", release: releases[2]),
                        .init(RequestKey(.cookie, "beta"), equals: "1", release: releases[3]),
                        .init(RequestKey(.query, "preview me"), equals: "a&b", release: releases[4]),
                    ]))
            var draws = TrafficDraws(seed: 1)
            let cases: [(String, HTTPFields, Int)] = [
                ("/", [:], 1), ("/", ["x-tester": "yes"], 2), ("/", ["x-tester": "yes "], 1),
                ("/", ["x-tester": "no"], 1),
                ("/", ["x-tester": ""], 1), ("/", ["cookie": "beta=1"], 3), ("/", ["cookie": "a=1;beta=1;c"], 3),
                ("/", ["cookie": "beta=10"], 1), ("/", ["cookie": "xbeta=1"], 1), ("/", ["cookie": "beta"], 1),
                ("/", ["cookie": "a; beta=1"], 3), ("/?preview+me=a%26b", [:], 4), ("/?preview%20me=a%26b&c", [:], 4),
                ("/?preview%20me=a&b", [:], 1), ("/?x&preview%20me=a%26B", [:], 1), ("/?preview%20me=a%2", [:], 1),
                ("/?", [:], 1), ("/?preview%20me=a%26b", ["x-tester": "yes", "cookie": "beta=1"], 2),
            ]
            for (target, fields, release) in cases {
                #expect(
                    table.release(host: "shop.localhost", target: target, fields: fields, draws: &draws) == release,
                    "\(target) \(fields)")
            }
        }
    }

    @Test(arguments: RequestKey.Place.allCases)
    func whatAPageAsksForGoesToItsRelease(place: RequestKey.Place) async throws {
        try await RoutedReleases.with(3) { releases in
            let table = table(
                Traffic(
                    releases[3], candidate: .init(releases[2], weight: 99),
                    rules: [.init(RequestKey(.header, "x-tester"), equals: "yes", release: releases[1])],
                    pin: .init(RequestKey(place, "release"), releases: [releases[3], releases[1]], asleep: [7])))
            guard case .split(let position) = table.destination(ofHost: "shop.localhost") else {
                Issue.record("the traffic has no choice")
                return
            }
            let split = table.splits[position]
            func choice(_ value: String, _ fields: HTTPFields = [:]) -> [TrafficSplit.Choice] {
                var fields = fields
                var target = "/asset.js"
                switch place {
                case .header: fields.append("release", value)
                case .cookie: fields.append("cookie", "a=b; release=\(value)")
                case .query: target += "?a=b&release=\(value)"
                }
                var draws = TrafficDraws(seed: 3)
                return (0..<20).map { _ in
                    split.choice(for: RequestHead(method: .get, target: target, fields: fields), draws: &draws)
                }
            }
            func entry(_ release: Int) -> TrafficSplit.Choice {
                .entry(table.entries.firstIndex { $0.release === releases[release].release }!)
            }
            #expect(Set(choice("1")) == [entry(1)])
            #expect(Set(choice("3", ["sec-fetch-dest": "script"])) == [entry(3)])
            #expect(Set(choice("7")) == [.asleep(7)])
            #expect(Set(choice("3", ["x-tester": "yes"])) == [entry(1)])
            // A page that is opened, and what is no release that is kept, go where the traffic goes.
            for (value, fields) in [
                ("1", ["sec-fetch-dest": "document"]), ("2", [:]), ("8", [:]), ("", [:]), ("x", [:]), ("-1", [:]),
                ("1x", [:]), ("99999999999999999999", [:]),
            ] as [(String, HTTPFields)] {
                #expect(choice(value, fields).contains(entry(2)), "\(value)")
            }
            let opened = RequestHead(method: .get, target: "/", fields: ["sec-fetch-dest": "document"])
            let cookie = split.pin?.cookie(for: opened, release: 3)
            #expect(cookie == (place == .cookie ? "release=3; Path=/; HttpOnly; SameSite=Lax" : nil))
            let other = RequestHead(method: .get, target: "/", fields: ["sec-fetch-dest": "script"])
            #expect(split.pin?.cookie(for: other, release: 3) == nil)
        }
    }

    /// Many rules at once decide as one after the other would.
    @Test func rulesTogetherDecideAsEachAlone() {
        var generator = SeededGenerator(seed: 16)
        let names = [
            "a", "bb", "a b", "session", "x-tester-with-a-name-that-is-longer-than-sixty-three-bytes-altogether",
        ]
        let values = ["1", "2", "yes please", "%41", ""]
        var decided = 0
        for _ in 0..<3_000 {
            let rules = (0..<Int.random(in: 1...16, using: &generator)).map { position in
                let place = RequestKey.Place.allCases.randomElement(using: &generator)!
                let key = RequestKey(place, names.randomElement(using: &generator)!)
                return (key: key, value: Array(values.randomElement(using: &generator)!.utf8), entry: 100 + position)
            }
            var fields = HTTPFields()
            var (query, cookies): ([String], [String]) = ([], [])
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let (name, value) = (
                    names.randomElement(using: &generator)!, values.randomElement(using: &generator)!
                )
                switch RequestKey.Place.allCases.randomElement(using: &generator)! {
                case .header: fields.append(name, value)
                case .cookie: cookies.append("\(name)=\(value)")
                case .query: query.append("\(name)=\(value)".replacing(" ", with: "+").replacing("%", with: "%25"))
                }
            }
            if !cookies.isEmpty { fields.append("cookie", cookies.joined(separator: "; ")) }
            let head = RequestHead(method: .get, target: "/?" + query.joined(separator: "&"), fields: fields)
            let alone = rules.first { rule in
                var matches = false
                rule.key.withValue(in: head) { found in
                    matches =
                        rule.key.place == .query
                        ? RequestKey.decodes(found, to: rule.value) : found.elementsEqual(rule.value)
                }
                return matches
            }
            if alone != nil { decided += 1 }
            #expect(TrafficRules(rules).entry(for: head) == alone?.entry)
        }
        #expect(decided > 500)
    }

    /// Looks for values in noise: nothing may be read beyond its end, and what is there is found.
    @Test func keysAreFoundInAnything() {
        var generator = SeededGenerator(seed: 42)
        let alphabet = Array("ab=;& %41+\u{7F}é".utf8)
        for _ in 0..<20_000 {
            let noise = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            }
            let target = "/?" + String(decoding: noise, as: UTF8.self)
            let head = RequestHead(
                method: .get, target: target + "&key=value", fields: ["cookie": String(decoding: noise, as: UTF8.self)])
            var found = false
            RequestKey(.query, "key").withValue(in: head) { found = $0.elementsEqual("value".utf8) }
            #expect(found, "\(target)")
            RequestKey(.cookie, "a").withValue(in: head) { value in
                #expect(!value.contains(UInt8(ascii: ";")))
            }
        }
    }
}

@Suite struct HostTests {
    private static let shop = ServiceName("shop")!

    @Test func hostsLeadToServicesAliasesAndReleases() async throws {
        try await RoutedReleases.with(3) { releases in
            let odd = ServiceName("canary--odd")!
            let table = RoutingTable(
                services: [
                    ServiceRoutes(
                        Self.shop, live: Traffic(releases[2]), aliases: ["canary": Traffic(releases[3])],
                        previews: [releases[2], releases[3]], asleep: [1]),
                    ServiceRoutes(odd, live: Traffic(releases[1])),
                    ServiceRoutes(ServiceName("odd")!, aliases: ["canary": Traffic(releases[3])]),
                ], defaultService: Self.shop)
            var draws = TrafficDraws(seed: 1)
            let cases: [(String, Int?)] = [
                ("shop.localhost", 2), ("SHOP.localhost:7700", 2), ("canary--shop.localhost", 3),
                ("Canary--Shop.LOCALHOST", 3), ("2--shop.localhost", 2), ("3--shop.localhost:1", 3),
                ("1--shop.localhost", nil), ("9--shop.localhost", nil), ("none--shop.localhost", nil),
                ("--shop.localhost", nil), ("-1--shop.localhost", nil),
                // The name of a service wins over an alias.
                ("canary--odd.localhost", 1), ("odd.localhost", nil),
                // Everything else is the default service's.
                ("", 2), ("localhost", 2), (".localhost", 2), ("other.example", 2), ("other.localhost", 2),
                ("1--other.localhost", 2), ("--.localhost", 2), ("-.localhost", 2),
            ]
            for (host, release) in cases {
                #expect(table.release(host: host, draws: &draws) == release, "\(host)")
            }
            for (host, wakes) in [("1--shop.localhost", true), ("9--shop.localhost", false)] {
                var host = host
                let destination = host.withUTF8 { table.destination(forHost: UnsafeRawBufferPointer($0)) }
                if case .asleep(_, let release) = destination {
                    #expect(wakes && release == 1)
                } else {
                    #expect(!wakes)
                }
            }
        }
    }

    @Test func aReleaseHasOneEntryHoweverManyNamesItHas() async throws {
        try await RoutedReleases.with(1) { releases in
            let table = RoutingTable(
                services: [
                    ServiceRoutes(
                        Self.shop, live: Traffic(releases[1]), aliases: ["live": Traffic(releases[1])],
                        previews: [releases[1]])
                ], defaultService: nil)
            #expect(table.entries.count == 1)
            #expect(table.splits.isEmpty)
        }
    }
}
