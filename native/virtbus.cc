// What Linux offers and Node does not: descriptors over sockets, peer credentials, pidfds, record locks, netlink, taps.
// Each function is one system call or the shortest sequence that makes sense; every decision is taken in TypeScript, by
// src/host/native.ts and its callers. Nothing here blocks the event loop. Failures are thrown with Node's own code, errno and syscall.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <napi.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

// Their own files.
void addInet(Napi::Env env, Napi::Object exports);
void addKvm(Napi::Env env, Napi::Object exports);
void addSasl(Napi::Env env, Napi::Object exports);
void addScheduling(Napi::Env env, Napi::Object exports);

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77  // Linux 6.5; older headers lack the name
#endif

namespace {

constexpr size_t mostDescriptors = 253;  // SCM_MAX_FD: what the kernel takes in one message

Napi::Error failure(Napi::Env env, const char* syscall, int error, const std::string& subject = "") {
  std::string text = std::string(uv_err_name(-error)) + ": " + uv_strerror(-error) + ", " + syscall;
  if (!subject.empty()) text += " '" + subject + "'";
  Napi::Error result = Napi::Error::New(env, text);
  result.Set("errno", Napi::Number::New(env, -error));
  result.Set("code", Napi::String::New(env, uv_err_name(-error)));
  result.Set("syscall", Napi::String::New(env, syscall));
  return result;
}

// The same, for a call that has just failed.
int checked(Napi::Env env, const char* syscall, int result, const std::string& subject = "") {
  if (result < 0) throw failure(env, syscall, errno, subject);
  return result;
}

int integer(const Napi::Value& value) { return value.As<Napi::Number>().Int32Value(); }

bool wouldBlock(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

// Owns a new descriptor until it is handed over; what is thrown meanwhile closes it.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
  Napi::Value release(Napi::Env env) {
    Napi::Value value = Napi::Number::New(env, fd);
    fd = -1;
    return value;
  }
};

struct UnixAddress {
  sockaddr_un address{};
  socklen_t length = 0;
  std::string path;

  // A leading '@' stands for the abstract namespace, as in systemd's NOTIFY_SOCKET.
  UnixAddress(Napi::Env env, const Napi::Value& value) : path(value.As<Napi::String>().Utf8Value()) {
    const bool abstract = !path.empty() && path[0] == '@';
    // A path needs its closing NUL inside the field; an abstract name has none.
    if (path.empty() || path.size() + (abstract ? 0 : 1) > sizeof address.sun_path) {
      throw failure(env, "address", path.empty() ? EINVAL : ENAMETOOLONG, path);
    }
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, path.data(), path.size());
    if (abstract) address.sun_path[0] = '\0';
    length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

int unixSocket(Napi::Env env, int type) {
  return checked(env, "socket", socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

// (fd, data, fds, path?) → bytes taken; -1 when the other side's queue is full.
Napi::Value sendMessage(const Napi::CallbackInfo& info) {
  auto data = info[1].As<Napi::Uint8Array>();
  auto list = info[2].As<Napi::Array>();
  iovec part{data.Data(), data.ByteLength()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;

  const size_t count = list.Length();
  if (count > mostDescriptors) throw failure(info.Env(), "sendmsg", EINVAL);
  std::vector<char> control(count == 0 ? 0 : CMSG_SPACE(count * sizeof(int)));
  if (count > 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    for (size_t i = 0; i < count; i++) {
      const int fd = integer(list.Get(static_cast<uint32_t>(i)));
      memcpy(CMSG_DATA(header) + i * sizeof fd, &fd, sizeof fd);
    }
  }

  std::optional<UnixAddress> to;
  if (info[3].IsString()) {
    to.emplace(info.Env(), info[3]);
    message.msg_name = &to->address;
    message.msg_namelen = to->length;
  }
  const ssize_t sent = sendmsg(integer(info[0]), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && !wouldBlock(errno)) throw failure(info.Env(), "sendmsg", errno, to ? to->path : "");
  return Napi::Number::New(info.Env(), static_cast<double>(sent));
}

// (fd, buffer) → { bytes, fds, truncated }, bytes 0 at the end; undefined when nothing is there. `truncated`: descriptors
// or bytes of this message were lost.
Napi::Value receiveMessage(const Napi::CallbackInfo& info) {
  auto buffer = info[1].As<Napi::Uint8Array>();
  iovec part{buffer.Data(), buffer.ByteLength()};
  char control[CMSG_SPACE(mostDescriptors * sizeof(int))];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t bytes = recvmsg(integer(info[0]), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (bytes < 0) {
    if (wouldBlock(errno)) return info.Env().Undefined();
    throw failure(info.Env(), "recvmsg", errno);
  }
  auto fds = Napi::Array::New(info.Env());
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
      fds.Set(fds.Length(), Napi::Number::New(info.Env(), fd));
    }
  }
  auto result = Napi::Object::New(info.Env());
  result.Set("bytes", Napi::Number::New(info.Env(), static_cast<double>(bytes)));
  result.Set("fds", fds);
  result.Set("truncated", Napi::Boolean::New(info.Env(), (message.msg_flags & (MSG_CTRUNC | MSG_TRUNC)) != 0));
  return result;
}

// (path?) → fd for sendMessage with a path; bound, it receives
Napi::Value datagramSocket(const Napi::CallbackInfo& info) {
  Descriptor fd{unixSocket(info.Env(), SOCK_DGRAM)};
  if (info[0].IsString()) {
    UnixAddress at(info.Env(), info[0]);
    checked(info.Env(), "bind", bind(fd.fd, at.get(), at.length), at.path);
  }
  return fd.release(info.Env());
}

// (path) → fd of a connected stream
Napi::Value connectUnix(const Napi::CallbackInfo& info) {
  UnixAddress to(info.Env(), info[0]);
  Descriptor fd{unixSocket(info.Env(), SOCK_STREAM)};
  checked(info.Env(), "connect", connect(fd.fd, to.get(), to.length), to.path);
  return fd.release(info.Env());
}

// (path, backlog) → fd of a listening stream socket; mode by umask, as for any new file
Napi::Value listenUnix(const Napi::CallbackInfo& info) {
  UnixAddress at(info.Env(), info[0]);
  Descriptor fd{unixSocket(info.Env(), SOCK_STREAM)};
  checked(info.Env(), "bind", bind(fd.fd, at.get(), at.length), at.path);
  checked(info.Env(), "listen", listen(fd.fd, integer(info[1])), at.path);
  return fd.release(info.Env());
}

// (listening fd) → fd, undefined when nobody waits any more
Napi::Value acceptConnection(const Napi::CallbackInfo& info) {
  const int fd = accept4(integer(info[0]), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd >= 0) return Napi::Number::New(info.Env(), fd);
  if (wouldBlock(errno) || errno == ECONNABORTED || errno == EINTR) return info.Env().Undefined();
  throw failure(info.Env(), "accept", errno);
}

// () → [fd, fd], both close-on-exec and non-blocking
Napi::Value socketPair(const Napi::CallbackInfo& info) {
  int ends[2];
  checked(info.Env(), "socketpair", socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends));
  auto pair = Napi::Array::New(info.Env(), 2);
  pair.Set(0u, Napi::Number::New(info.Env(), ends[0]));
  pair.Set(1u, Napi::Number::New(info.Env(), ends[1]));
  return pair;
}

// (protocol, multicast groups as a bit mask) → fd; NETLINK_ROUTE is 0, NETLINK_KOBJECT_UEVENT 15
Napi::Value netlinkSocket(const Napi::CallbackInfo& info) {
  Descriptor fd{checked(info.Env(), "socket",
                        socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, integer(info[0])))};
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = info[1].As<Napi::Number>().Uint32Value();
  checked(info.Env(), "bind", bind(fd.fd, reinterpret_cast<sockaddr*>(&address), sizeof address));
  return fd.release(info.Env());
}

// (name or pattern such as vnet%d, IFF_ flags) → { fd, name }
Napi::Value openTap(const Napi::CallbackInfo& info) {
  const std::string name = info[0].As<Napi::String>().Utf8Value();
  if (name.size() >= IFNAMSIZ) throw failure(info.Env(), "TUNSETIFF", ENAMETOOLONG, name);
  Descriptor fd{checked(info.Env(), "open", open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK), "/dev/net/tun")};
  ifreq request{};
  memcpy(request.ifr_name, name.data(), name.size());
  request.ifr_flags = static_cast<short>(integer(info[1]));
  checked(info.Env(), "TUNSETIFF", ioctl(fd.fd, TUNSETIFF, &request), name);
  auto result = Napi::Object::New(info.Env());
  result.Set("name", Napi::String::New(info.Env(), request.ifr_name));
  result.Set("fd", fd.release(info.Env()));
  return result;
}

// (fd) → { pid, uid, gid } of who connected; pid 0 when it is in a namespace we cannot see
Napi::Value peerCredentials(const Napi::CallbackInfo& info) {
  ucred peer{};
  socklen_t size = sizeof peer;
  checked(info.Env(), "getsockopt", getsockopt(integer(info[0]), SOL_SOCKET, SO_PEERCRED, &peer, &size));
  auto result = Napi::Object::New(info.Env());
  result.Set("pid", Napi::Number::New(info.Env(), peer.pid));
  result.Set("uid", Napi::Number::New(info.Env(), peer.uid));
  result.Set("gid", Napi::Number::New(info.Env(), peer.gid));
  return result;
}

// (fd) → pidfd of who connected; undefined before Linux 6.5 and when the peer is gone
Napi::Value peerPidfd(const Napi::CallbackInfo& info) {
  int fd = -1;
  socklen_t size = sizeof fd;
  if (getsockopt(integer(info[0]), SOL_SOCKET, SO_PEERPIDFD, &fd, &size) == 0) return Napi::Number::New(info.Env(), fd);
  if (errno == ENOPROTOOPT || errno == ESRCH || errno == EINVAL || errno == ENODATA) return info.Env().Undefined();
  throw failure(info.Env(), "getsockopt", errno);
}

// (fd) → security label of who connected, undefined without a security module
Napi::Value peerSecurity(const Napi::CallbackInfo& info) {
  char label[4096];
  socklen_t size = sizeof label;
  if (getsockopt(integer(info[0]), SOL_SOCKET, SO_PEERSEC, label, &size) < 0) {
    if (errno == ENOPROTOOPT) return info.Env().Undefined();
    throw failure(info.Env(), "getsockopt", errno);
  }
  return Napi::String::New(info.Env(), label, strnlen(label, size));
}

// (pid) → pidfd, readable once the process has ended
Napi::Value openPidfd(const Napi::CallbackInfo& info) {
  const long fd = syscall(SYS_pidfd_open, integer(info[0]), 0);
  return Napi::Number::New(info.Env(), checked(info.Env(), "pidfd_open", static_cast<int>(fd)));
}

// (pidfd, signal) → whether the process was still there; signal 0 only asks
Napi::Value signalPidfd(const Napi::CallbackInfo& info) {
  if (syscall(SYS_pidfd_send_signal, integer(info[0]), integer(info[1]), nullptr, 0) == 0) {
    return Napi::Boolean::New(info.Env(), true);
  }
  if (errno == ESRCH) return Napi::Boolean::New(info.Env(), false);
  throw failure(info.Env(), "pidfd_send_signal", errno);
}

// (fd, exclusive, start, length) → false when someone else has it. The lock belongs to the open file, so that closing
// another descriptor of the same file does not lose it, and it collides with the classic record locks libvirt takes.
Napi::Value lockRange(const Napi::CallbackInfo& info) {
  struct flock lock{};
  lock.l_type = info[1].ToBoolean() ? F_WRLCK : F_RDLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = info[2].As<Napi::Number>().Int64Value();
  lock.l_len = info[3].As<Napi::Number>().Int64Value();
  if (fcntl(integer(info[0]), F_OFD_SETLK, &lock) == 0) return Napi::Boolean::New(info.Env(), true);
  if (wouldBlock(errno) || errno == EACCES) return Napi::Boolean::New(info.Env(), false);
  throw failure(info.Env(), "fcntl", errno);
}

// (fd, whether children started by exec lose it)
void setCloseOnExec(const Napi::CallbackInfo& info) {
  checked(info.Env(), "fcntl", fcntl(integer(info[0]), F_SETFD, info[1].ToBoolean() ? FD_CLOEXEC : 0));
}

// (fd, whether reads, writes and accepts wait)
void setBlocking(const Napi::CallbackInfo& info) {
  const int fd = integer(info[0]);
  const int flags = checked(info.Env(), "fcntl", fcntl(fd, F_GETFL));
  checked(info.Env(), "fcntl", fcntl(fd, F_SETFL, info[1].ToBoolean() ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}

// (fd, request, argument in the kernel's layout, which the answer replaces)
void deviceControl(const Napi::CallbackInfo& info) {
  auto argument = info[2].As<Napi::Uint8Array>();
  checked(info.Env(), "ioctl", ioctl(integer(info[0]), info[1].As<Napi::Number>().Uint32Value(), argument.Data()));
}

// (name, data) → fd of a sealed file in memory; what journald wants for records too large for a datagram
Napi::Value sealedMemory(const Napi::CallbackInfo& info) {
  const std::string name = info[0].As<Napi::String>().Utf8Value();
  auto data = info[1].As<Napi::Uint8Array>();
  Descriptor fd{checked(info.Env(), "memfd_create", memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING))};
  for (size_t done = 0; done < data.ByteLength();) {
    done += static_cast<size_t>(
        checked(info.Env(), "write", static_cast<int>(write(fd.fd, data.Data() + done, data.ByteLength() - done))));
  }
  checked(info.Env(), "fcntl", fcntl(fd.fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL));
  return fd.release(info.Env());
}

// new Watch(fd, callback(events, error)): calls back while the descriptor is ready for what set() asked: 1 readable,
// 2 writable, 4 hung up. The descriptor stays the caller's, who calls close() before closing it.
class Watch : public Napi::ObjectWrap<Watch> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Watch",
                       {InstanceMethod<&Watch::set>("set"), InstanceMethod<&Watch::close>("close"),
                        InstanceMethod<&Watch::hold>("hold")});
  }

  explicit Watch(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Watch>(info) {
    uv_loop_t* loop = nullptr;
    napi_get_uv_event_loop(info.Env(), &loop);
    auto handle = new uv_poll_t;
    if (int error = uv_poll_init(loop, handle, integer(info[0])); error < 0) {
      delete handle;
      throw failure(info.Env(), "poll", -error);
    }
    poll = handle;
    poll->data = this;
    callback = Napi::Persistent(info[1].As<Napi::Function>());
    Ref();  // lives until close(), whoever still holds the object
  }

  ~Watch() override { release(); }

 private:
  uv_poll_t* poll = nullptr;
  Napi::FunctionReference callback;

  static void ready(uv_poll_t* handle, int status, int events) {
    auto self = static_cast<Watch*>(handle->data);
    Napi::Env env = self->Env();
    Napi::HandleScope scope(env);
    Napi::Value error = status < 0 ? failure(env, "poll", -status).Value() : env.Undefined();
    try {
      self->callback.MakeCallback(self->Value(), {Napi::Number::New(env, events), error});
    } catch (const Napi::Error& thrown) {
      napi_fatal_exception(env, thrown.Value());  // becomes an uncaughtException; left pending it would hang the loop
    }
  }

  void set(const Napi::CallbackInfo& info) {
    if (poll == nullptr) return;
    const int events = integer(info[0]);
    const int error = events == 0 ? uv_poll_stop(poll) : uv_poll_start(poll, events, ready);
    if (error < 0) throw failure(info.Env(), "poll", -error);
  }

  // (whether it keeps the process alive)
  void hold(const Napi::CallbackInfo& info) {
    if (poll == nullptr) return;
    auto handle = reinterpret_cast<uv_handle_t*>(poll);
    info[0].ToBoolean() ? uv_ref(handle) : uv_unref(handle);
  }

  void close(const Napi::CallbackInfo&) {
    if (release()) Unref();
  }

  bool release() {
    if (poll == nullptr) return false;
    uv_close(reinterpret_cast<uv_handle_t*>(poll), [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
    poll = nullptr;
    callback.Reset();
    return true;
  }
};

// Replaces a file as a whole and durably, in one turn of a worker thread: one by one, through Node, these ten calls take
// longer for their way to the threads than for their work.
class ReplaceFile : public Napi::AsyncWorker {
 public:
  ReplaceFile(Napi::Env env, std::string path, std::string data, mode_t mode, int uid, int gid)
      : Napi::AsyncWorker(env), promise_(Napi::Promise::Deferred::New(env)), path_(std::move(path)),
        temporary_(path_ + ".new"), data_(std::move(data)), mode_(mode), uid_(uid), gid_(gid) {}
  Napi::Promise promise() { return promise_.Promise(); }

 protected:
  void Execute() override {
    unlink(temporary_.c_str());  // what a killed predecessor left there is nobody's
    if (!run()) {
      error_ = errno;
      if (replaced_) return;
      unlink(temporary_.c_str());
    }
  }
  void OnOK() override {
    if (error_ == 0) return promise_.Resolve(Env().Undefined());
    promise_.Reject(failure(Env(), step_, error_, path_).Value());
  }

 private:
  bool run() {
    Descriptor file{step("open", open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_))};
    if (file.fd < 0) return false;
    for (size_t done = 0; done < data_.size();) {
      const ssize_t taken = step("write", write(file.fd, data_.data() + done, data_.size() - done));
      if (taken < 0 && errno == EINTR) continue;
      if (taken < 0) return false;
      done += static_cast<size_t>(taken);
    }
    if (step("fsync", fsync(file.fd)) < 0) return false;
    if (uid_ >= 0 && step("fchown", fchown(file.fd, static_cast<uid_t>(uid_), static_cast<gid_t>(gid_))) < 0) return false;
    if (step("rename", rename(temporary_.c_str(), path_.c_str())) < 0) return false;
    replaced_ = true;
    return syncFolder();
  }
  // Not every file system can sync a folder.
  bool syncFolder() {
    const size_t slash = path_.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path_.substr(0, slash);
    Descriptor opened{step("open", open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
    if (opened.fd < 0) return false;
    return step("fsync", fsync(opened.fd)) == 0 || errno == EINVAL || errno == ENOTSUP;
  }
  template <typename Result>
  Result step(const char* name, Result result) {
    step_ = name;
    return result;
  }

  Napi::Promise::Deferred promise_;
  std::string path_, temporary_, data_;
  mode_t mode_;
  int uid_, gid_;
  const char* step_ = "";
  int error_ = 0;
  bool replaced_ = false;
};

// (path, data, mode, uid, gid) → promise; a uid of -1 leaves the owner.
Napi::Value replaceFile(const Napi::CallbackInfo& info) {
  auto data = info[1].As<Napi::Uint8Array>();
  auto* work = new ReplaceFile(info.Env(), info[0].As<Napi::String>().Utf8Value(),
                               std::string(reinterpret_cast<const char*>(data.Data()), data.ByteLength()),
                               static_cast<mode_t>(integer(info[2])), integer(info[3]), integer(info[4]));
  work->Queue();
  return work->promise();
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, auto function) { exports.Set(name, Napi::Function::New(env, function, name)); };
  add("sendMessage", sendMessage);
  add("receiveMessage", receiveMessage);
  add("datagramSocket", datagramSocket);
  add("connectUnix", connectUnix);
  add("listenUnix", listenUnix);
  add("acceptConnection", acceptConnection);
  add("socketPair", socketPair);
  add("netlinkSocket", netlinkSocket);
  add("openTap", openTap);
  add("peerCredentials", peerCredentials);
  add("peerPidfd", peerPidfd);
  add("peerSecurity", peerSecurity);
  add("openPidfd", openPidfd);
  add("signalPidfd", signalPidfd);
  add("lockRange", lockRange);
  add("setCloseOnExec", setCloseOnExec);
  add("setBlocking", setBlocking);
  add("deviceControl", deviceControl);
  add("sealedMemory", sealedMemory);
  add("replaceFile", replaceFile);
  exports.Set("Watch", Watch::define(env));
  addInet(env, exports);
  addKvm(env, exports);
  addSasl(env, exports);
  addScheduling(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(virtbus, init)
