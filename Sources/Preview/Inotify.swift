#if canImport(Glibc)
    import Glibc

    /// The kernel's own notices of changes in folders. Used from one thread.
    final class Inotify {
        private let descriptor: Int32
        private let watched: WatchedFolders
        private let most: Int
        private var scan = WatchedFolders.Scan()
        /// The folders by the numbers that the kernel gave them.
        private var places: [Int32: WatchedFolders.Folder] = [:]
        /// What stood at the site's path when the folders were looked through.
        private var root: UInt64?

        /// Nil when the kernel has not enough to give.
        ///
        /// - Parameter most: how many folders are watched at most.
        init?(_ watched: WatchedFolders, most: Int) {
            self.watched = watched
            self.most = most
            descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
            if descriptor < 0 { return nil }
            guard watch() else {
                close(descriptor)
                return nil
            }
        }

        deinit { close(descriptor) }

        /// Watches every folder that is there now. Asking again for one that is watched changes nothing, and one that was
        /// replaced by another of its name is watched anew.
        ///
        /// - Returns: whether the kernel takes them all.
        private func watch() -> Bool {
            var known: Set<String>
            repeat {
                known = Set(scan.folders.map(\.real))
                root = identity(of: watched.root)
                scan = watched.scan()
                guard scan.folders.count <= most, ask() else { return false }
                // What came while the kernel was asked is in folders that nobody watched yet.
            } while !known.isSuperset(of: scan.folders.map(\.real))
            return true
        }

        private func ask() -> Bool {
            let changes = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB
            let mask = UInt32(changes | IN_DELETE_SELF | IN_MOVE_SELF)
            var now: [Int32: WatchedFolders.Folder] = [:]
            for folder in scan.folders {
                let number = inotify_add_watch(descriptor, folder.real, mask)
                if number < 0, errno == ENOSPC || errno == ENOMEM { return false }
                if number >= 0 { now[number] = folder }
            }
            for number in places.keys where now[number] == nil { inotify_rm_watch(descriptor, number) }
            places = now
            return true
        }

        /// Waits for a change, then until the burst it belongs to is over.
        func wait(milliseconds: Int32) -> Sighting {
            guard isReady(milliseconds) else {
                // A site's folder that is taken away and brought back is another one.
                return identity(of: watched.root) == root ? .nothing : watch() ? .anything : .limit
            }
            var changes = Changes()
            var rounds = 0
            repeat {
                drain(&changes)
                rounds += 1
            } while rounds < 20 && isReady(5)
            if changes.needsScan, !watch() { return .limit }
            if changes.isAnything { return .anything }
            return changes.paths.isEmpty ? .nothing : .files(changes.paths)
        }

        private struct Changes {
            /// From the root.
            var paths: Set<String> = []
            /// Whether any file may have changed.
            var isAnything = false
            /// Whether folders or links came or went, or notices were lost.
            var needsScan = false

            mutating func add(_ sighting: Sighting) {
                switch sighting {
                case .files(let paths): self.paths.formUnion(paths)
                case .anything: isAnything = true
                case .nothing, .limit: break
                }
            }

            mutating func addAll() {
                isAnything = true
                needsScan = true
            }
        }

        private func isReady(_ milliseconds: Int32) -> Bool {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&request, 1, milliseconds) > 0
        }

        private func identity(of path: String) -> UInt64? {
            var info = stat()
            return stat(path, &info) == 0 ? UInt64(info.st_ino) : nil
        }

        /// Reads what is there.
        private func drain(_ changes: inout Changes) {
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            let size = MemoryLayout<inotify_event>.size
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count <= 0 { return }
                var place = 0
                while place + size <= count {
                    let event = buffer.withUnsafeBytes {
                        $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                    }
                    let name = buffer[(place + size)..<(place + size + Int(event.len))].prefix { $0 != 0 }
                    place += size + Int(event.len)
                    take(event.mask, event.wd, String(decoding: name, as: UTF8.self), &changes)
                }
            }
        }

        private func take(_ mask: UInt32, _ number: Int32, _ name: String, _ changes: inout Changes) {
            func says(_ flag: Int) -> Bool { mask & UInt32(flag) != 0 }
            if says(Int(IN_Q_OVERFLOW)) { return changes.addAll() }
            // The kernel says that it watches a folder no more; what came of the folder is a notice of its own.
            guard !says(Int(IN_IGNORED)), let folder = places[number] else { return }
            guard !name.isEmpty else { return says(Int(IN_ATTRIB)) ? () : changes.addAll() }
            let isFolder = says(Int(IN_ISDIR))
            if let path = folder.path, !watched.isRead(name, in: path) { return }
            if isFolder {
                // Of a folder that is only on the way to what a link leads to, no other folder counts.
                return folder.path == nil ? () : changes.addAll()
            }
            if says(Int(IN_CREATE)) {
                // A file that was only created is still empty; its end of writing is a notice of its own. A link is whole.
                return isLink(folder.real + "/" + name) ? changes.addAll() : ()
            }
            if says(Int(IN_MOVED_TO)), isLink(folder.real + "/" + name) { return changes.addAll() }
            changes.add(scan.sighting(of: name, in: folder))
        }

        private func isLink(_ path: String) -> Bool {
            var info = stat()
            return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
        }
    }
#endif
