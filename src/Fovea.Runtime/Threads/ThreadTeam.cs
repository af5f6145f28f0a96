using System.Runtime.ExceptionServices;

namespace Fovea.Runtime.Threads;

/// <summary>
/// A few threads that share work in equal parts. The caller does the first part; the others wait for theirs spinning, for a bounded time, and then sleep, so
/// that little is lost between two pieces of work and nothing burns between two runs.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    // A thread that finds nothing to do looks again so many times, with a pause each time: in all about as long as a few layers take. One that waits for the
    // others lets other threads go first after a while, for they may hold the processor that the others need.
    private const int Looks = 10_000;
    private const int LooksBeforeYielding = 1_000;
    private const int Pause = 1;

    private readonly Member[] members;
    private int unfinished;
    private ExceptionDispatchInfo? failure;

    public ThreadTeam(int threads)
    {
        members = new Member[threads - 1];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new Member(this, i + 1);
        }
    }

    /// <summary>The number of threads, the caller's included.</summary>
    public int Count => members.Length + 1;

    /// <summary>Does all parts of some work and returns when the last is done. If a part fails, its exception is thrown when all have ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="parts">The number of parts, at most <see cref="Count"/>.</param>
    public void Run(IShared work, int parts)
    {
        if (parts <= 1)
        {
            work.Run(0, 1);
            return;
        }
        failure = null;
        Volatile.Write(ref unfinished, parts - 1);
        for (int i = 0; i < parts - 1; i++)
        {
            members[i].Begin(work, parts);
        }
        try
        {
            work.Run(0, parts);
        }
        finally
        {
            for (int looks = 1; Volatile.Read(ref unfinished) > 0; looks++)
            {
                if (looks > LooksBeforeYielding)
                {
                    Thread.Yield();
                }
                else
                {
                    Thread.SpinWait(Pause);
                }
            }
        }
        failure?.Throw();
    }

    /// <summary>Lets the threads end.</summary>
    public void Dispose()
    {
        foreach (Member member in members)
        {
            member.Dispose();
        }
    }

    private sealed class Member : IDisposable
    {
        private const int Idle = 0;
        private const int Working = 1;
        private const int Asleep = 2;
        private const int Ended = 3;

        private readonly ThreadTeam team;
        private readonly int part;
        private readonly SemaphoreSlim bell = new(0);
        private IShared? work;
        private int parts;
        private int state = Idle;

        public Member(ThreadTeam team, int part)
        {
            this.team = team;
            this.part = part;
            new Thread(Live) { IsBackground = true, Name = "fovea" }.Start();
        }

        public void Begin(IShared given, int count)
        {
            work = given;
            parts = count;
            if (Interlocked.Exchange(ref state, Working) == Asleep)
            {
                bell.Release();
            }
        }

        private void Live()
        {
            while (Await())
            {
                try
                {
                    work!.Run(part, parts);
                }
                catch (Exception error)
                {
                    // Thrown again in the thread that asked for the work.
                    team.failure = ExceptionDispatchInfo.Capture(error);
                }
                work = null;
                Volatile.Write(ref state, Idle);
                Interlocked.Decrement(ref team.unfinished);
            }
            bell.Dispose();
        }

        // Whether there is work; false when the team is let go.
        private bool Await()
        {
            for (int looks = 0; looks < Looks; looks++)
            {
                int now = Volatile.Read(ref state);
                if (now != Idle)
                {
                    return now == Working;
                }
                Thread.SpinWait(Pause);
            }
            if (Interlocked.CompareExchange(ref state, Asleep, Idle) == Idle)
            {
                bell.Wait();
            }
            return Volatile.Read(ref state) == Working;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref state, Ended) == Asleep)
            {
                bell.Release();
            }
        }
    }
}
