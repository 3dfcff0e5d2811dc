// Listening sockets of TCP, as getaddrinfo(3) has them: Node's own cannot be held back once they listen, and know no names
// of services.
#include <napi.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

namespace {

struct Descriptors {
  std::vector<int> fds;
  ~Descriptors() {
    for (int fd : fds) close(fd);
  }
};

// One listening socket; -1 with errno set.
int listenAt(const addrinfo& at, int backlog) {
  const int fd = socket(at.ai_family, at.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at.ai_protocol);
  if (fd < 0) return -1;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // The IPv4 address has a socket of its own.
  if (at.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  // What accept(2) gives inherits it.
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(fd, at.ai_addr, at.ai_addrlen) == 0 && listen(fd, backlog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

Napi::Error failed(Napi::Env env, const std::string& where, const char* code, const std::string& reason) {
  Napi::Error error = Napi::Error::New(env, std::string(code) + ": " + reason + ", listen " + where);
  error.Set("code", Napi::String::New(env, code));
  error.Set("syscall", Napi::String::New(env, "listen"));
  return error;
}

// (address or undefined for all, port or name of a service, backlog) → [fd, …], one for each address
Napi::Value listenInet(const Napi::CallbackInfo& info) {
  const bool everywhere = info[0].IsUndefined();
  const std::string host = everywhere ? "" : info[0].As<Napi::String>().Utf8Value();
  const std::string service = info[1].As<Napi::String>().Utf8Value();
  const std::string where = (everywhere ? "*" : host) + ":" + service;

  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int problem = getaddrinfo(everywhere ? nullptr : host.c_str(), service.c_str(), &hints, &found);
  if (problem != 0) throw failed(info.Env(), where, "ENOTFOUND", gai_strerror(problem));
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);

  Descriptors open;
  int error = 0;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const int fd = listenAt(*at, info[2].As<Napi::Number>().Int32Value());
    if (fd >= 0) open.fds.push_back(fd);
    // A host without IPv6 still has IPv4; anything else is a failure.
    else if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL) throw failed(info.Env(), where, uv_err_name(-errno), uv_strerror(-errno));
    else error = errno;
  }
  if (open.fds.empty()) throw failed(info.Env(), where, uv_err_name(-error), uv_strerror(-error));
  auto list = Napi::Array::New(info.Env(), open.fds.size());
  for (uint32_t i = 0; i < open.fds.size(); i++) list.Set(i, Napi::Number::New(info.Env(), open.fds[i]));
  open.fds.clear();
  return list;
}

}  // namespace

void addInet(Napi::Env env, Napi::Object exports) {
  exports.Set("listenInet", Napi::Function::New(env, listenInet, "listenInet"));
}
