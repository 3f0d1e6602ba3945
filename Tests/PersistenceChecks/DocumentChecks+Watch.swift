import MeridianCore
import NIOCore
import Persistence
import Testing

extension DocumentChecks {
    static let watches = [
        Check("shows what was committed after a revision, and goes on with what comes") { store async throws in
            try await store.commit([.put("w/a", text("1"))])
            let start = try await store.commit([.put("w/b", text("2"))])
            try await store.commit([.put("w/a", text("3")), .put("other", text("x")), .remove("w/b")])
            var watch = try await store.watch(prefix: "w/", after: start).makeAsyncIterator()
            let third = DocumentCommit(
                revision: Revision(3), written: [Document(key: "w/a", value: text("3"), revision: Revision(3))],
                removed: ["w/b"])
            #expect(try await watch.next() == third)
            async let coming = { [watch] in
                var watch = watch
                return try await watch.next()
            }()
            try await store.commit([.put("other", text("y"))])
            try await store.commit([.put("w/c", text("4"))])
            let fifth = DocumentCommit(
                revision: Revision(5), written: [Document(key: "w/c", value: text("4"), revision: Revision(5))])
            let came = try await coming
            #expect(came == fifth)
        },
        Check("loses nothing and repeats nothing while many write") { store async throws in
            let count = historyLimit - 10
            let watch = try await store.watch(prefix: "w/", after: .zero)
            async let seen: [DocumentCommit] = {
                var seen: [DocumentCommit] = []
                for try await commit in watch {
                    seen.append(commit)
                    if seen.count == count / 2 { break }
                }
                return seen
            }()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    let key = DocumentKey(number % 2 == 0 ? "w/\(number)" : "x/\(number)")!
                    group.addTask { try await store.commit([.put(key, text("\(number)"))]) }
                }
                try await group.waitForAll()
            }
            let commits = try await seen
            #expect(commits.map(\.revision) == commits.map(\.revision).sorted())
            #expect(Set(commits.map(\.revision)).count == count / 2)
            #expect(
                Set(commits.flatMap(\.written).map(\.key.rawValue))
                    == Set(stride(from: 0, to: count, by: 2).map { "w/\($0)" }))
        },
        Check("tells a watcher that it is too far behind") { store async throws in
            try await store.commit([.put("a", text("0"))])
            var slow = try await store.watch(prefix: "", after: .zero).makeAsyncIterator()
            for number in 1...(2 * historyLimit) { try await store.commit([.put("a", text("\(number)"))]) }
            await expect(.watchTooFarBehind) { _ = try await slow.next() }
            await expect(.watchTooFarBehind) { _ = try await store.watch(prefix: "", after: Revision(1)) }
            let page = try await store.list(prefix: "")
            var fresh = try await store.watch(prefix: "", after: page.revision).makeAsyncIterator()
            let last = try await store.commit([.put("a", text("last"))])
            #expect(try await fresh.next()?.revision == last)
        },
        Check("keeps documents when history is forgotten") { store async throws in
            for number in 1...5 { try await store.commit([.put(DocumentKey("k\(number)")!, text("\(number)"))]) }
            try await store.commit([.put("k1", text("new")), .remove("k2")])
            try await store.compact(through: Revision(5))
            await expect(.watchTooFarBehind) { _ = try await store.watch(prefix: "", after: Revision(4)) }
            var watch = try await store.watch(prefix: "", after: Revision(5)).makeAsyncIterator()
            #expect(try await watch.next()?.removed == ["k2"])
            try await store.compact(through: Revision(100))
            try await store.compact(through: Revision(2))
            let page = try await store.list(prefix: "")
            #expect(page.documents.map { String(buffer: $0.value) } == ["new", "3", "4", "5"])
            #expect(try await store.commit([.put("k3", text("x"), if: .revision(Revision(3)))]) == Revision(7))
            #expect(try await watch.next()?.written.map(\.key) == ["k3"])
        },
        Check("begins anew with every iterator") { store async throws in
            try await store.commit([.put("a", text("1"))])
            let watch = try await store.watch(prefix: "", after: .zero)
            for _ in 0..<2 {
                var iterator = watch.makeAsyncIterator()
                #expect(try await iterator.next()?.revision == Revision(1))
            }
        },
        Check("ends watches when it is closed, or when their task is cancelled") { store async throws in
            let watch = try await store.watch(prefix: "", after: .zero)
            let cancelled = Task { for try await _ in watch {} }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            let ended = Task {
                var count = 0
                for try await _ in watch { count += 1 }
                return count
            }
            await store.close()
            #expect(try await ended.value == 0)
        },
    ]
}
